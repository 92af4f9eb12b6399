import { useState } from "preact/hooks";
import { storedTheme, storeTheme, type Language, type Theme } from "../preferences";
import { chooseLanguage, language } from "../texts/catalogue";
import { shellText } from "../texts/shell";

function chooseTheme(theme: Theme | null) {
    storeTheme(theme);
    if (theme) document.documentElement.dataset["theme"] = theme;
    else delete document.documentElement.dataset["theme"];
}

export function Footer() {
    const text = shellText();
    const [theme, setTheme] = useState(storedTheme());
    return (
        <footer class="footer">
            <div class="footer-inner" role="group" aria-label={text.footer}>
                <label>
                    {text.language}
                    <select
                        value={language.value}
                        onChange={(event) => chooseLanguage(event.currentTarget.value as Language)}
                    >
                        <option value="en" lang="en">
                            English
                        </option>
                        <option value="zh-Hans" lang="zh-Hans">
                            简体中文
                        </option>
                    </select>
                </label>
                <label>
                    {text.theme}
                    <select
                        value={theme ?? "system"}
                        onChange={(event) => {
                            const chosen = event.currentTarget.value;
                            const wanted = chosen === "light" || chosen === "dark" ? chosen : null;
                            chooseTheme(wanted);
                            setTheme(wanted);
                        }}
                    >
                        {(["system", "light", "dark"] as const).map((name) => (
                            <option key={name} value={name}>
                                {text.themes[name]}
                            </option>
                        ))}
                    </select>
                </label>
                <a href="/docs">{text.api}</a>
            </div>
        </footer>
    );
}
