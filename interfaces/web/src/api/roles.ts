import { me } from "./session";

const kRoles = ["viewer", "editor", "admin"] as const;

export type Role = (typeof kRoles)[number];

/** Whether who is signed in has that role, or one that has all of it. */
export function may(role: Role): boolean {
    const own = kRoles.indexOf((me.value?.role ?? "") as Role);
    return own >= kRoles.indexOf(role);
}
