import { useState } from "preact/hooks";
import { answered, api } from "../../api/client";
import { Problem } from "../../api/problem";
import { forget, type Me } from "../../api/session";
import { href, navigate } from "../../router";
import { accountText } from "../../texts/account";
import { shellText } from "../../texts/shell";
import { Dialog } from "../dialog";
import { Failure } from "../failure";
import { Field } from "../field";
import { forgetAll } from "../loaded";
import { toast } from "../toasts";

export function EraseAccount(props: { who: Me }) {
    const text = accountText();
    const name = props.who.name ?? props.who.id;
    const [asking, setAsking] = useState(false);
    const [typed, setTyped] = useState("");
    const [error, setError] = useState<unknown>(null);
    const [busy, setBusy] = useState(false);

    const close = () => {
        setAsking(false);
        setTyped("");
        setError(null);
    };
    const erase = async (event: Event) => {
        event.preventDefault();
        if (busy || typed.trim() !== name) return;
        setBusy(true);
        setError(null);
        try {
            await answered(api.DELETE("/v1/me"));
            forgetAll();
            forget();
            navigate(href("home"));
            toast(text.erased);
        } catch (failed) {
            setError(failed);
            setBusy(false);
        }
    };

    return (
        <section class="panel">
            <h2>{text.eraseTitle}</h2>
            <p>{text.eraseWhy}</p>
            <p>
                <button type="button" class="button danger" onClick={() => setAsking(true)}>
                    {text.eraseButton}
                </button>
            </p>
            {asking && (
                <Dialog title={text.eraseTitle} onClose={close}>
                    <p>{text.eraseWhy}</p>
                    <form class="form" onSubmit={erase}>
                        {error instanceof Problem && error.status === 409 ? (
                            <p class="failure" role="alert">
                                {text.lastAdmin}
                            </p>
                        ) : (
                            error !== null && <Failure error={error} />
                        )}
                        <Field
                            label={text.eraseConfirm(name)}
                            autocomplete="off"
                            literal
                            required
                            value={typed}
                            onValue={setTyped}
                        />
                        <div class="row">
                            <button
                                type="submit"
                                class="button danger"
                                aria-disabled={busy || typed.trim() !== name}
                            >
                                {text.eraseForGood}
                            </button>
                            <button type="button" class="button" onClick={close}>
                                {shellText().cancel}
                            </button>
                        </div>
                    </form>
                </Dialog>
            )}
        </section>
    );
}
