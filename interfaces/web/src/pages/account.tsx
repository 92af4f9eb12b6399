import type { Me } from "../api/session";
import { accountText } from "../texts/account";
import { date } from "../texts/formats";
import { ApiKeys } from "../ui/account/api_keys";
import { EraseAccount } from "../ui/account/erase_account";
import { ExportData } from "../ui/account/export_data";
import { Password } from "../ui/account/password";
import { Sessions } from "../ui/account/sessions";
import { Page } from "../ui/page";
import { SignedIn } from "../ui/signed_in";

function Parts(props: { who: Me }) {
    const text = accountText();
    const { who } = props;
    return (
        <Page title={text.account} heading={who.name ?? text.account}>
            <dl class="facts">
                <dt>{text.role}</dt>
                <dd>{text.roles[who.role]}</dd>
                {who.created_at && (
                    <>
                        <dt>{text.since}</dt>
                        <dd>{date(who.created_at)}</dd>
                    </>
                )}
            </dl>
            <div class="account-parts">
                <div class="account-column">
                    <ApiKeys who={who} />
                    <Password />
                </div>
                <div class="account-column">
                    <Sessions />
                    <ExportData who={who} />
                    <EraseAccount who={who} />
                </div>
            </div>
        </Page>
    );
}

export default function Account() {
    return (
        <SignedIn title={accountText().account}>
            {(who) => <Parts key={who.id} who={who} />}
        </SignedIn>
    );
}
