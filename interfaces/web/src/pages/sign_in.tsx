import { href, navigate, place } from "../router";
import { accountText } from "../texts/account";
import { Page } from "../ui/page";
import { SignInForm } from "../ui/sign_in_form";

/** Where the visitor came from: a path of this site, whatever the address claims. */
export function next(): string {
    const wanted = place.value.query.get("next") ?? "";
    if (!wanted.startsWith("/")) return href("home");
    const url = new URL(wanted, location.origin);
    return url.origin === location.origin ? url.pathname + url.search : href("home");
}

/** The page by which one signs in otherwise, from which one comes back to the same place. */
export const otherWay = (page: "signIn" | "signUp") =>
    href(page, {}, { next: place.value.query.get("next") });

export default function SignIn() {
    const text = accountText();
    return (
        <Page title={text.signIn} class="narrow">
            <div class="panel">
                <SignInForm other={otherWay("signUp")} onDone={() => navigate(next())} />
            </div>
        </Page>
    );
}
