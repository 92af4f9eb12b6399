import { useState } from "preact/hooks";
import { answered, api } from "../../api/client";
import { Problem } from "../../api/problem";
import { me } from "../../api/session";
import { accountText } from "../../texts/account";
import { Failure } from "../failure";
import { Field } from "../field";
import { toast } from "../toasts";

export function Password() {
    const text = accountText();
    const [current, setCurrent] = useState("");
    const [next, setNext] = useState("");
    const [error, setError] = useState<unknown>(null);
    const [busy, setBusy] = useState(false);
    const wrongCurrent = error instanceof Problem && error.about("current_password");
    const wrongNext = error instanceof Problem && error.about("new_password");

    const submit = async (event: Event) => {
        event.preventDefault();
        if (busy) return;
        setBusy(true);
        setError(null);
        const body = { current_password: current, new_password: next };
        try {
            await answered(api.PUT("/v1/me/password", { body }));
            setCurrent("");
            setNext("");
            toast(text.passwordChanged);
        } catch (failed) {
            setError(failed);
        }
        setBusy(false);
    };

    return (
        <section class="panel">
            <h2>{text.changePassword}</h2>
            <form class="form" onSubmit={submit}>
                {error !== null && !wrongCurrent && !wrongNext && <Failure error={error} />}
                {/* For password managers, which want to know whose it is. */}
                <input
                    type="text"
                    autocomplete="username"
                    value={me.value?.name ?? ""}
                    readOnly
                    hidden
                />
                <Field
                    label={text.currentPassword}
                    type="password"
                    autocomplete="current-password"
                    required
                    value={current}
                    wrong={wrongCurrent ? text.currentWrong : null}
                    onValue={setCurrent}
                />
                <Field
                    label={text.newPassword}
                    type="password"
                    autocomplete="new-password"
                    required
                    minLength={8}
                    maxLength={1024}
                    value={next}
                    hint={text.passwordHint}
                    wrong={wrongNext ? text.passwordMayNot : null}
                    onValue={setNext}
                />
                <button type="submit" class="button" aria-disabled={busy}>
                    {text.changePassword}
                </button>
            </form>
        </section>
    );
}
