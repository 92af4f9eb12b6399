import { useState } from "preact/hooks";
import { Problem } from "../api/problem";
import { signIn, signUp } from "../api/session";
import { accountText } from "../texts/account";
import { Failure } from "./failure";
import { Field } from "./field";
import { forgetAll } from "./loaded";
import { toast } from "./toasts";

/**
 * Signs in or, when `isNew`, makes an account first. Which of them can be switched in place or, with
 * `other`, by going to the page of the other.
 */
export function SignInForm(props: {
    name?: string;
    isNew?: boolean;
    other?: string;
    onDone: () => void;
}) {
    const text = accountText();
    const [isNew, setNew] = useState(props.isNew ?? false);
    const [name, setName] = useState(props.name ?? "");
    const [password, setPassword] = useState("");
    const [shown, setShown] = useState(false);
    const [error, setError] = useState<unknown>(null);
    const [busy, setBusy] = useState(false);

    const submit = async (event: Event) => {
        event.preventDefault();
        if (busy) return;
        setBusy(true);
        setError(null);
        try {
            if (isNew) await signUp(name.trim(), password);
            else await signIn(name.trim(), password);
            forgetAll();
            toast(text.welcome(name.trim()));
            props.onDone();
        } catch (failed) {
            setError(failed);
            setBusy(false);
        }
    };

    const problem = error instanceof Problem ? error : null;
    const wrongPair = !isNew && problem?.status === 400;
    const closed = isNew && problem?.status === 403;
    // The server names the field; what to do about it is said in the visitor's language.
    const wrongName =
        isNew && problem?.about("name")
            ? problem.status === 409
                ? text.nameTaken
                : text.nameMayNot
            : null;
    const wrongPassword = isNew && problem?.about("password") ? text.passwordMayNot : null;
    const told = wrongPair || closed || wrongName || wrongPassword;
    return (
        <form class="form" onSubmit={submit}>
            {error !== null && !told && <Failure error={error} />}
            {(wrongPair || closed) && (
                <p class="failure" role="alert">
                    {closed ? text.closed : text.wrongPair}
                </p>
            )}
            <Field
                label={text.name}
                name="username"
                autocomplete="username"
                literal
                required
                maxLength={64}
                value={name}
                hint={isNew ? text.nameHint : undefined}
                wrong={wrongName}
                onValue={setName}
            />
            <Field
                label={text.password}
                name="password"
                type={shown ? "text" : "password"}
                autocomplete={isNew ? "new-password" : "current-password"}
                required
                minLength={isNew ? 8 : undefined}
                maxLength={1024}
                value={password}
                hint={isNew ? text.passwordHint : undefined}
                wrong={wrongPassword}
                onValue={setPassword}
            />
            <label class="check">
                <input
                    type="checkbox"
                    checked={shown}
                    onChange={(event) => setShown(event.currentTarget.checked)}
                />
                {text.showPassword}
            </label>
            <button type="submit" class="button primary" aria-disabled={busy}>
                {busy ? text.working : isNew ? text.signUp : text.signIn}
            </button>
            <p class="hint">
                {isNew ? text.haveOne : text.haveNone}{" "}
                {props.other ? (
                    <a href={props.other}>{isNew ? text.signIn : text.signUp}</a>
                ) : (
                    <button
                        type="button"
                        class="link-button"
                        onClick={() => {
                            setNew(!isNew);
                            setError(null);
                        }}
                    >
                        {isNew ? text.signIn : text.signUp}
                    </button>
                )}
            </p>
        </form>
    );
}
