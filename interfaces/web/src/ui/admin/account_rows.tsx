import { useState } from "preact/hooks";
import type { components } from "../../../generated/api";
import { answered, api } from "../../api/client";
import { me } from "../../api/session";
import { accountsText } from "../../texts/accounts";
import { date } from "../../texts/formats";
import { explained } from "../failure";
import { toast } from "../toasts";

type Schemas = components["schemas"];
export type Account = Schemas["Account"];
export type AccountRole = Schemas["AccountRole"];

export const kRoles: AccountRole[] = ["viewer", "editor", "admin"];

function AccountRow(props: { account: Account; onChange: (account: Account) => void }) {
    const { account } = props;
    const text = accountsText();
    const [busy, setBusy] = useState(false);
    const isMe = account.id === me.value?.id;
    const change = async (body: Schemas["AccountPatch"], said: string) => {
        if (busy) return;
        setBusy(true);
        try {
            const path = { id: account.id };
            props.onChange(
                await answered(api.PATCH("/v1/accounts/{id}", { params: { path }, body })),
            );
            toast(said);
        } catch (error) {
            // The select shows what is so again.
            props.onChange({ ...account });
            toast(explained(error), { bad: true });
        }
        setBusy(false);
    };
    const { name, disabled } = account;
    return (
        <li class="account-row" data-disabled={disabled}>
            <span class="account-name">
                <strong dir="auto">{name}</strong>
                {isMe && <span class="badge">{text.you}</span>}
                {disabled && <span class="badge">{text.disabled}</span>}
            </span>
            <span class="hint">{text.since(date(account.created_at))}</span>
            <select
                aria-label={text.roleOf(name)}
                value={account.role}
                disabled={busy}
                onChange={(event) => {
                    const role = event.currentTarget.value as AccountRole;
                    void change({ role }, text.roleChanged(name, text.roles[role]));
                }}
            >
                {kRoles.map((role) => (
                    <option key={role} value={role}>
                        {text.roles[role]}
                    </option>
                ))}
            </select>
            <button
                type="button"
                class={disabled ? "button" : "button danger"}
                aria-label={disabled ? text.enableOf(name) : text.disableOf(name)}
                aria-disabled={busy}
                onClick={() =>
                    void change(
                        { disabled: !disabled },
                        disabled ? text.wasEnabled(name) : text.wasDisabled(name),
                    )
                }
            >
                {disabled ? text.enable : text.disable}
            </button>
        </li>
    );
}

export function AccountRows(props: {
    accounts: readonly Account[];
    onChange: (account: Account) => void;
}) {
    return (
        <ul class="account-rows">
            {props.accounts.map((account) => (
                <AccountRow key={account.id} account={account} onChange={props.onChange} />
            ))}
        </ul>
    );
}
