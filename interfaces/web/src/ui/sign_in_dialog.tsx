import { invitation } from "../api/session";
import { accountText } from "../texts/account";
import { Dialog } from "./dialog";
import { SignInForm } from "./sign_in_form";

/** Asks to sign in where the visitor is, so that what they were about to do is done then. */
export default function SignInDialog() {
    const text = accountText();
    const asked = invitation.value;
    if (!asked) return null;
    return (
        <Dialog title={text.signIn} onClose={() => asked.settle(false)}>
            <p>{text.reasons[asked.reason]}</p>
            <SignInForm name={asked.name} onDone={() => asked.settle(true)} />
        </Dialog>
    );
}
