import type { components } from "../../../generated/api";
import { answered, api } from "../../api/client";
import { settingsText } from "../../texts/settings";

export type Setting = components["schemas"]["Setting"];
export type SettingValue = Setting["value"];

export async function readSettings(signal?: AbortSignal): Promise<Setting[]> {
    const init = { signal: signal ?? null, cache: "no-store" as const };
    return (await answered(api.GET("/v1/admin/settings", init))).items;
}

/** Null is what it was when the process began. */
export async function changeSetting(name: string, value: SettingValue | null): Promise<Setting[]> {
    return (await answered(api.PATCH("/v1/admin/settings", { body: { [name]: value } }))).items;
}

export function shownValue(value: SettingValue): string {
    const text = settingsText();
    return typeof value === "boolean" ? (value ? text.on : text.off) : String(value);
}

/** The values to choose from, of a setting that takes a few only. */
export function choices({ allowed }: Setting): string[] | null {
    return /^[\w-]+(\|[\w-]+)+$/.test(allowed) ? allowed.split("|") : null;
}
