import type { ComponentChildren } from "preact";
import { may, type Role } from "../api/roles";
import { me } from "../api/session";
import { href, place } from "../router";
import { staffText } from "../texts/staff";
import { Page } from "./page";

/** A page for those with a role; others are told what they lack. */
export function ForRole(props: { role: Role; title: string; children: () => ComponentChildren }) {
    const text = staffText();
    if (may(props.role)) return <>{props.children()}</>;
    // Drawn anew when the place changes.
    void place.value;
    const signIn = href("signIn", {}, { next: location.pathname + location.search });
    return (
        <Page title={props.title} class="narrow">
            <p>{me.value ? text.lacking[props.role] : text.unknown}</p>
            <p>
                <a class="button primary" href={me.value ? href("home") : signIn}>
                    {me.value ? text.home : text.signIn}
                </a>
            </p>
        </Page>
    );
}
