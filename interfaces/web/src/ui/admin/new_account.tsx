import { useId, useState } from "preact/hooks";
import { answered, api } from "../../api/client";
import { Problem } from "../../api/problem";
import { accountText } from "../../texts/account";
import { accountsText } from "../../texts/accounts";
import { Dialog } from "../dialog";
import { Failure } from "../failure";
import { Field } from "../field";
import { toast } from "../toasts";
import { type Account, type AccountRole, kRoles } from "./account_rows";

export function NewAccount(props: { onMade: (account: Account) => void; onClose: () => void }) {
    const text = accountsText();
    const id = useId();
    const [name, setName] = useState("");
    const [password, setPassword] = useState("");
    const [role, setRole] = useState<AccountRole>("viewer");
    const [error, setError] = useState<unknown>(null);
    const [busy, setBusy] = useState(false);
    const create = async (event: Event) => {
        event.preventDefault();
        if (busy) return;
        setBusy(true);
        setError(null);
        try {
            const body = { name: name.trim(), password, role };
            const account = await answered(api.POST("/v1/accounts", { body }));
            toast(text.accountMade(account.name));
            props.onMade(account);
        } catch (failed) {
            setError(failed);
            setBusy(false);
        }
    };
    const problem = error instanceof Problem ? error : null;
    const taken = problem?.status === 409 ? accountText().nameTaken : null;
    const wrongName = taken ?? problem?.about("name");
    const wrongPassword = problem?.about("password");
    return (
        <Dialog title={text.newAccount} onClose={props.onClose}>
            <form class="form" onSubmit={(event) => void create(event)}>
                {error !== null && !wrongName && !wrongPassword && <Failure error={error} />}
                <Field
                    label={text.name}
                    name="name"
                    literal
                    required
                    maxLength={64}
                    autocomplete="off"
                    value={name}
                    wrong={wrongName}
                    onValue={setName}
                />
                <Field
                    label={text.password}
                    name="password"
                    type="password"
                    required
                    minLength={8}
                    autocomplete="new-password"
                    hint={text.passwordHint}
                    value={password}
                    wrong={wrongPassword}
                    onValue={setPassword}
                />
                <div class="field">
                    <label for={id}>{text.role}</label>
                    <select
                        id={id}
                        value={role}
                        onChange={(event) => setRole(event.currentTarget.value as AccountRole)}
                    >
                        {kRoles.map((one) => (
                            <option key={one} value={one}>
                                {text.roles[one]}
                            </option>
                        ))}
                    </select>
                </div>
                <button type="submit" class="button primary" aria-disabled={busy}>
                    {text.create}
                </button>
            </form>
        </Dialog>
    );
}
