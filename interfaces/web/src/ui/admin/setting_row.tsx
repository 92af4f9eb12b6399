import { useId, useState } from "preact/hooks";
import { Problem } from "../../api/problem";
import { settingsText } from "../../texts/settings";
import { shellText } from "../../texts/shell";
import { explained } from "../failure";
import { toast } from "../toasts";
import {
    changeSetting,
    choices,
    type Setting,
    type SettingValue,
    shownValue,
} from "./setting_values";

function Source({ setting }: { setting: Setting }) {
    const text = settingsText();
    const [kind, ...rest] = setting.source.split(" ");
    const names: Record<string, string> = text.sources;
    return (
        <>
            <span class="badge" data-source={kind}>
                {names[kind!] ?? kind}
            </span>{" "}
            {rest.length > 0 && <code>{rest.join(" ")}</code>}
            {setting.configured !== undefined && (
                <span class="hint">{text.configured(shownValue(setting.configured))}</span>
            )}
        </>
    );
}

/** What was written, as the setting's kind of value. */
function valueOf(setting: Setting, written: string): SettingValue {
    if (typeof setting.value === "boolean") return written === "true";
    const number = typeof setting.value === "number" && written.trim() !== "";
    return number && Number.isFinite(Number(written)) ? Number(written) : written;
}

function Change(props: {
    setting: Setting;
    onChanged: (settings: Setting[]) => void;
    onClose: () => void;
}) {
    const { setting } = props;
    const text = settingsText();
    const id = useId();
    const [written, setWritten] = useState(String(setting.value));
    const [wrong, setWrong] = useState<string | null>(null);
    const options = typeof setting.value === "boolean" ? ["true", "false"] : choices(setting);
    const save = async (event: Event) => {
        event.preventDefault();
        try {
            const value = valueOf(setting, written);
            props.onChanged(await changeSetting(setting.name, value));
            toast(text.settingChanged(setting.name, shownValue(value)));
        } catch (error) {
            const about = error instanceof Problem ? error.about(setting.name) : undefined;
            setWrong(about ?? explained(error));
        }
    };
    const label = `${setting.name}: ${text.value}`;
    const common = {
        id,
        "aria-label": label,
        "aria-invalid": wrong ? true : undefined,
        "aria-describedby": `${id}-allowed${wrong ? ` ${id}-wrong` : ""}`,
        value: written,
        autoFocus: true,
    };
    return (
        <form class="setting-form" onSubmit={(event) => void save(event)}>
            {options ? (
                <select {...common} onChange={(event) => setWritten(event.currentTarget.value)}>
                    {options.map((option) => (
                        <option key={option} value={option}>
                            {typeof setting.value === "boolean"
                                ? shownValue(option === "true")
                                : option}
                        </option>
                    ))}
                </select>
            ) : (
                <input
                    {...common}
                    spellcheck={false}
                    onInput={(event) => setWritten(event.currentTarget.value)}
                />
            )}
            <div class="row">
                <button type="submit" class="button primary">
                    {text.change}
                </button>
                <button type="button" class="button" onClick={props.onClose}>
                    {shellText().cancel}
                </button>
            </div>
            <p class="hint" id={`${id}-allowed`}>
                {text.allowed}: {setting.allowed}
            </p>
            {wrong && (
                <p class="wrong" id={`${id}-wrong`} role="alert">
                    {wrong}
                </p>
            )}
        </form>
    );
}

/** A setting: its value, where that is from, and a way to change it if there is one. */
export function SettingRow(props: { setting: Setting; onChanged: (all: Setting[]) => void }) {
    const { setting } = props;
    const text = settingsText();
    const [isOpen, setOpen] = useState(false);
    const reset = async () => {
        try {
            const all = await changeSetting(setting.name, null);
            props.onChanged(all);
            const now = all.find(({ name }) => name === setting.name);
            if (now) toast(text.settingChanged(setting.name, shownValue(now.value)));
        } catch (error) {
            toast(explained(error), { bad: true });
        }
    };
    return (
        <li class="setting">
            <div class="setting-what">
                <code class="setting-name">{setting.name}</code>
                <p class="hint" lang="en">
                    {setting.description}
                </p>
            </div>
            <div class="setting-value">
                <strong>
                    <code>{shownValue(setting.value)}</code>
                </strong>
                <span>
                    <Source setting={setting} />
                </span>
            </div>
            {setting.live && (
                <div class="setting-actions">
                    {!isOpen && (
                        <button
                            type="button"
                            class="link-button"
                            aria-label={text.changeOf(setting.name)}
                            onClick={() => setOpen(true)}
                        >
                            {text.change}
                        </button>
                    )}
                    {setting.source === "changed" && (
                        <button
                            type="button"
                            class="link-button"
                            aria-label={text.resetOf(setting.name)}
                            onClick={() => void reset()}
                        >
                            {text.reset}
                        </button>
                    )}
                </div>
            )}
            {isOpen && (
                <Change
                    setting={setting}
                    onChanged={(all) => {
                        setOpen(false);
                        props.onChanged(all);
                    }}
                    onClose={() => setOpen(false)}
                />
            )}
        </li>
    );
}
