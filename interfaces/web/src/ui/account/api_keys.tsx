import { useId, useState } from "preact/hooks";
import type { components } from "../../../generated/api";
import { answered, api } from "../../api/client";
import { Problem } from "../../api/problem";
import type { Me } from "../../api/session";
import { accountText } from "../../texts/account";
import { date } from "../../texts/formats";
import { Dialog } from "../dialog";
import { explained, Failure } from "../failure";
import { Field } from "../field";
import { useLoaded } from "../loaded";
import { toast } from "../toasts";

type Scope = components["schemas"]["Scope"];
type ApiKey = components["schemas"]["ApiKey"];
const kExpiries = ["30", "90", "365", "never"] as const;
type Expiry = (typeof kExpiries)[number];

function expiryOf(choice: Expiry): string | null {
    if (choice === "never") return null;
    return new Date(Date.now() + Number(choice) * 86_400_000).toISOString();
}

function NewKey(props: { who: Me; onMade: (key: ApiKey, secret: string) => void }) {
    const text = accountText();
    const id = useId();
    const [name, setName] = useState("");
    const [scopes, setScopes] = useState<readonly Scope[]>([]);
    const [expiry, setExpiry] = useState<Expiry>("90");
    const [error, setError] = useState<unknown>(null);
    const [noScope, setNoScope] = useState(false);
    const [busy, setBusy] = useState(false);

    const submit = async (event: Event) => {
        event.preventDefault();
        setNoScope(scopes.length === 0);
        if (busy || scopes.length === 0) return;
        setBusy(true);
        setError(null);
        const body = { name: name.trim(), scopes: [...scopes], expires_at: expiryOf(expiry) };
        try {
            const { key, ...made } = await answered(api.POST("/v1/me/keys", { body }));
            setName("");
            setScopes([]);
            props.onMade(made, key);
        } catch (failed) {
            setError(failed);
        }
        setBusy(false);
    };

    const taken = error instanceof Problem && error.status === 409;
    return (
        <form class="form" onSubmit={submit}>
            {error !== null && !taken && <Failure error={error} />}
            <Field
                label={text.keyName}
                hint={text.keyNameHint}
                autocomplete="off"
                required
                maxLength={100}
                value={name}
                wrong={taken ? text.keyNameTaken : null}
                onValue={setName}
            />
            <fieldset class="checks" aria-describedby={noScope ? `${id}-none` : undefined}>
                <legend>{text.scopes}</legend>
                {props.who.scopes.map((scope) => (
                    <label key={scope} class="check">
                        <input
                            type="checkbox"
                            checked={scopes.includes(scope)}
                            onChange={(event) =>
                                setScopes(
                                    event.currentTarget.checked
                                        ? [...scopes, scope]
                                        : scopes.filter((one) => one !== scope),
                                )
                            }
                        />
                        {text.scopeNames[scope]}
                    </label>
                ))}
                {noScope && (
                    <p class="wrong" id={`${id}-none`} role="alert">
                        {text.scopeNeeded}
                    </p>
                )}
            </fieldset>
            <div class="field">
                <label for={`${id}-expiry`}>{text.expires}</label>
                <select
                    id={`${id}-expiry`}
                    value={expiry}
                    onChange={(event) => setExpiry(event.currentTarget.value as Expiry)}
                >
                    {kExpiries.map((choice) => (
                        <option key={choice} value={choice}>
                            {text.expiries[choice]}
                        </option>
                    ))}
                </select>
            </div>
            <button type="submit" class="button" aria-disabled={busy}>
                {text.createKey}
            </button>
        </form>
    );
}

/** The one time that a key's text is shown. */
function Secret(props: { secret: string; onClose: () => void }) {
    const text = accountText();
    const [told, setTold] = useState("");
    const copy = () =>
        (navigator.clipboard?.writeText(props.secret) ?? Promise.reject(new Error())).then(
            () => setTold(text.copied),
            () => setTold(text.notCopied),
        );
    return (
        <Dialog title={text.keyCreated} onClose={props.onClose}>
            <p>{text.keyOnce}</p>
            <code class="secret">{props.secret}</code>
            <div class="row">
                <button type="button" class="button primary" onClick={copy}>
                    {text.copy}
                </button>
                <button type="button" class="button" onClick={props.onClose}>
                    {text.done}
                </button>
                <span role="status">{told}</span>
            </div>
        </Dialog>
    );
}

export function ApiKeys(props: { who: Me }) {
    const text = accountText();
    const [secret, setSecret] = useState<string | null>(null);
    const { value, error, again, put } = useLoaded("keys", (signal) =>
        answered(api.GET("/v1/me/keys", { signal })),
    );
    const keys = value?.items ?? [];

    const revoke = async (key: ApiKey) => {
        put({ items: keys.filter((one) => one.id !== key.id) });
        try {
            await answered(api.DELETE("/v1/me/keys/{id}", { params: { path: { id: key.id } } }));
            toast(text.revoked(key.name));
        } catch (failed) {
            put({ items: keys });
            toast(explained(failed), { bad: true });
        }
    };

    return (
        <section class="panel">
            <h2>{text.keys}</h2>
            <p>{text.keysWhy}</p>
            {error !== undefined && <Failure error={error} again={again} />}
            {value && keys.length === 0 && <p class="soft">{text.noKeys}</p>}
            <ul class="entries">
                {keys.map((key) => (
                    <li key={key.id}>
                        <div class="entry">
                            <p dir="auto">{key.name}</p>
                            <p class="soft">
                                {key.scopes.map((scope) => text.scopeNames[scope]).join(", ")}
                            </p>
                            <p class="soft">
                                {text.expires}: {key.expires_at ? date(key.expires_at) : text.never}{" "}
                                · {text.lastUsed}:{" "}
                                {key.last_used_at ? date(key.last_used_at) : text.never}
                            </p>
                        </div>
                        <button
                            type="button"
                            class="button danger"
                            aria-label={text.revokeKey(key.name)}
                            onClick={() => revoke(key)}
                        >
                            {text.revoke}
                        </button>
                    </li>
                ))}
            </ul>
            <NewKey
                who={props.who}
                onMade={(key, text_) => {
                    put({ items: [key, ...keys] });
                    setSecret(text_);
                }}
            />
            {secret !== null && <Secret secret={secret} onClose={() => setSecret(null)} />}
        </section>
    );
}
