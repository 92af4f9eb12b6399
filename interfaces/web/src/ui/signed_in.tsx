import type { ComponentChildren } from "preact";
import { me, type Me } from "../api/session";
import { href, place } from "../router";
import { accountText } from "../texts/account";
import { Page } from "./page";

/** The address of the sign-in page, from which one comes back to where one is. */
export function signInHref(): string {
    // Drawn anew when the place changes.
    void place.value;
    return href("signIn", {}, { next: location.pathname + location.search });
}

/** A page of one's own: what it shows to whom is signed in, and otherwise that one has to be. */
export function SignedIn(props: {
    title: string;
    why?: string;
    children: (who: Me) => ComponentChildren;
}) {
    const text = accountText();
    if (me.value) return <>{props.children(me.value)}</>;
    return (
        <Page title={props.title} class="narrow">
            <p>{props.why ?? text.needed}</p>
            <p>
                <a class="button primary" href={signInHref()}>
                    {text.signIn}
                </a>
            </p>
        </Page>
    );
}
