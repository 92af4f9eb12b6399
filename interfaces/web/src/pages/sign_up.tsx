import { navigate } from "../router";
import { accountText } from "../texts/account";
import { Page } from "../ui/page";
import { SignInForm } from "../ui/sign_in_form";
import { next, otherWay } from "./sign_in";

export default function SignUp() {
    const text = accountText();
    return (
        <Page title={text.signUp} class="narrow">
            <div class="panel">
                <SignInForm isNew other={otherWay("signIn")} onDone={() => navigate(next())} />
            </div>
        </Page>
    );
}
