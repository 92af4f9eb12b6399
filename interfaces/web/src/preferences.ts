/** What a visitor chose for this browser. Without storage, a choice holds until the page is left. */
export type Theme = "light" | "dark";
export type Language = "en" | "zh-Hans";

const keys = { theme: "marquee.theme", language: "marquee.language" } as const;

function read(key: string): string | null {
    try {
        return localStorage.getItem(key);
    } catch {
        return null;
    }
}

function write(key: string, value: string | null) {
    try {
        if (value === null) localStorage.removeItem(key);
        else localStorage.setItem(key, value);
    } catch {
        // Private windows of some browsers refuse; the choice holds for now.
    }
}

/** Null: as the system has it. */
export function storedTheme(): Theme | null {
    const value = read(keys.theme);
    return value === "light" || value === "dark" ? value : null;
}

export function storeTheme(theme: Theme | null) {
    write(keys.theme, theme);
}

/** The language chosen or else the first of the browser's that there is. */
export function storedLanguage(): Language {
    const value = read(keys.language);
    if (value === "en" || value === "zh-Hans") return value;
    for (const wanted of navigator.languages) {
        if (/^zh\b/i.test(wanted)) return "zh-Hans";
        if (/^en\b/i.test(wanted)) return "en";
    }
    return "en";
}

export function storeLanguage(language: Language) {
    write(keys.language, language);
}
