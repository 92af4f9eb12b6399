import { useState } from "preact/hooks";
import { answered, api } from "../api/client";
import { href, navigate, place } from "../router";
import { accountsText } from "../texts/accounts";
import { adminText } from "../texts/admin";
import { shellText } from "../texts/shell";
import { type Account, AccountRows, kRoles } from "../ui/admin/account_rows";
import { AdminPage } from "../ui/admin/admin_page";
import { NewAccount } from "../ui/admin/new_account";
import { Services } from "../ui/admin/services";
import { Failure } from "../ui/failure";
import { Field } from "../ui/field";
import { useLoaded } from "../ui/loaded";

const kPage = 100;
/** More are loaded when they are asked for: they can be found only once they are there. */
const kAtOnce = 1000;

interface Found {
    accounts: Account[];
    next: string | null;
}

async function load(from: Found, most: number, signal?: AbortSignal): Promise<Found> {
    let { accounts, next } = from;
    const until = accounts.length + most;
    do {
        const query = { page_size: kPage, ...(next && { page_token: next }) };
        const init = { params: { query }, signal: signal ?? null };
        const page = await answered(api.GET("/v1/accounts", init));
        accounts = [...accounts, ...page.items];
        next = page.next_page_token ?? null;
    } while (next && accounts.length < until);
    return { accounts, next };
}

function Accounts() {
    const text = accountsText();
    const found = useLoaded("admin:accounts", (signal) =>
        load({ accounts: [], next: null }, kAtOnce, signal),
    );
    const [isMaking, setMaking] = useState(false);
    const [failure, setFailure] = useState<unknown>(null);
    const { query } = place.value;
    const name = query.get("name") ?? "";
    const role = query.get("role") ?? "";
    const filter = (change: { name?: string; role?: string }) =>
        navigate(href("accounts", {}, { name, role, ...change }), { replace: true });

    const { accounts, next } = found.value ?? { accounts: [], next: null };
    const wanted = name.toLocaleLowerCase();
    const shown = accounts.filter(
        (one) =>
            one.name.toLocaleLowerCase().includes(wanted) && (role === "" || one.role === role),
    );
    const put = (changed: Account) =>
        found.put({
            accounts: accounts.map((one) => (one.id === changed.id ? changed : one)),
            next,
        });
    const more = async () => {
        setFailure(null);
        try {
            found.put(await load({ accounts, next }, kAtOnce));
        } catch (error) {
            setFailure(error);
        }
    };
    return (
        <section class="panel" aria-label={adminText().pages.accounts}>
            <div class="section-head">
                <div class="admin-filters">
                    <Field
                        label={text.filter}
                        name="filter"
                        literal
                        autocomplete="off"
                        value={name}
                        onValue={(value) => filter({ name: value })}
                    />
                    <label class="field">
                        <span class="field-label">{text.role}</span>
                        <select
                            value={role}
                            onChange={(event) => filter({ role: event.currentTarget.value })}
                        >
                            <option value="">{text.anyRole}</option>
                            {kRoles.map((one) => (
                                <option key={one} value={one}>
                                    {text.roles[one]}
                                </option>
                            ))}
                        </select>
                    </label>
                </div>
                <button type="button" class="button" onClick={() => setMaking(true)}>
                    {text.newAccount}
                </button>
            </div>
            {found.error !== undefined && <Failure error={found.error} again={found.again} />}
            {found.value ? (
                <>
                    <p class="hint" role="status">
                        {text.accountsShown(shown.length, accounts.length)}
                        {next && "+"}
                    </p>
                    {shown.length > 0 ? (
                        <AccountRows accounts={shown} onChange={put} />
                    ) : (
                        <p>{text.noAccounts}</p>
                    )}
                    {failure !== null && <Failure error={failure} />}
                    {next && (
                        <button type="button" class="button" onClick={() => void more()}>
                            {text.more}
                        </button>
                    )}
                </>
            ) : (
                !found.error && <p class="loading">{shellText().loading}</p>
            )}
            {isMaking && (
                <NewAccount
                    onMade={(account) => {
                        const all = [...accounts, account];
                        all.sort((a, b) => a.name.localeCompare(b.name));
                        found.put({ accounts: all, next });
                        setMaking(false);
                    }}
                    onClose={() => setMaking(false)}
                />
            )}
        </section>
    );
}

export default function AccountsPage() {
    return (
        <AdminPage page="accounts">
            {() => (
                <>
                    <Accounts />
                    <Services />
                </>
            )}
        </AdminPage>
    );
}
