import { href, navigate, place } from "../router";
import { settingsText } from "../texts/settings";
import { shellText } from "../texts/shell";
import { AdminPage } from "../ui/admin/admin_page";
import { SettingRow } from "../ui/admin/setting_row";
import { readSettings, type Setting } from "../ui/admin/setting_values";
import { Failure } from "../ui/failure";
import { Field } from "../ui/field";
import { useLoaded } from "../ui/loaded";

/** By what comes before the first point of their names. */
function grouped(settings: Setting[]): Map<string, Setting[]> {
    const groups = new Map<string, Setting[]>();
    for (const setting of settings) {
        const group = setting.name.split(".")[0]!;
        groups.set(group, [...(groups.get(group) ?? []), setting]);
    }
    return groups;
}

function Settings() {
    const text = settingsText();
    const settings = useLoaded("admin:settings", readSettings);
    const { query } = place.value;
    const words = query.get("q") ?? "";
    const only = query.get("only") ?? "";
    const filter = (change: { q?: string; only?: string }) =>
        navigate(href("settings", {}, { q: words, only, ...change }), { replace: true });
    const wanted = words.toLowerCase();
    const shown = (settings.value ?? []).filter(
        ({ name, description, source, live }) =>
            (only !== "live" || live) &&
            (only !== "set" || source !== "default") &&
            `${name} ${description}`.toLowerCase().includes(wanted),
    );
    return (
        <>
            <p>{text.settingsWhy}</p>
            <div class="admin-filters">
                <Field
                    label={text.settingFilter}
                    name="filter"
                    literal
                    autocomplete="off"
                    value={words}
                    onValue={(value) => filter({ q: value })}
                />
                {(["live", "set"] as const).map((kind) => (
                    <label key={kind} class="check">
                        <input
                            type="checkbox"
                            checked={only === kind}
                            onChange={(event) =>
                                filter({ only: event.currentTarget.checked ? kind : "" })
                            }
                        />
                        {kind === "live" ? text.onlyLive : text.onlySet}
                    </label>
                ))}
            </div>
            {settings.error !== undefined && (
                <Failure error={settings.error} again={settings.again} />
            )}
            {!settings.value && !settings.error && <p class="loading">{shellText().loading}</p>}
            {settings.value && shown.length === 0 && <p role="status">{text.noSettings}</p>}
            {[...grouped(shown)].map(([group, all]) => (
                <section key={group} class="panel" aria-label={group}>
                    <h2 class="setting-group">{group}</h2>
                    <ul class="setting-list">
                        {all.map((setting) => (
                            <SettingRow
                                key={setting.name}
                                setting={setting}
                                onChanged={settings.put}
                            />
                        ))}
                    </ul>
                </section>
            ))}
        </>
    );
}

export default function SettingsPage() {
    return <AdminPage page="settings">{() => <Settings />}</AdminPage>;
}
