import { useId, useState } from "preact/hooks";
import { settingsText } from "../../texts/settings";
import { explained, Failure } from "../failure";
import { useLoaded } from "../loaded";
import { toast } from "../toasts";
import { changeSetting, choices, readSettings, shownValue } from "./setting_values";

/** The switch of the log level. */
export function LogLevel() {
    const text = settingsText();
    const id = useId();
    const settings = useLoaded("admin:settings", readSettings);
    const [busy, setBusy] = useState(false);
    const level = settings.value?.find(({ name }) => name === "log.level");
    const set = async (value: string) => {
        setBusy(true);
        try {
            settings.put(await changeSetting("log.level", value));
            toast(text.settingChanged("log.level", value));
        } catch (error) {
            // The select shows what is in force again.
            settings.put([...(settings.value ?? [])]);
            toast(explained(error), { bad: true });
        }
        setBusy(false);
    };
    if (settings.error && !level) return <Failure error={settings.error} again={settings.again} />;
    return (
        <section class="panel log-level">
            <label for={id}>
                <strong>{text.logLevel}</strong>
            </label>
            <select
                id={id}
                disabled={!level || busy}
                aria-describedby={`${id}-hint`}
                value={String(level?.value ?? "")}
                onChange={(event) => void set(event.currentTarget.value)}
            >
                {(level && choices(level))?.map((choice) => (
                    <option key={choice} value={choice}>
                        {choice}
                    </option>
                ))}
            </select>
            <p class="hint" id={`${id}-hint`}>
                {text.logLevelWhy}{" "}
                {level?.configured !== undefined && text.configured(shownValue(level.configured))}
            </p>
        </section>
    );
}
