import { useState } from "preact/hooks";
import type { components } from "../../../generated/api";
import { answered, api } from "../../api/client";
import { Problem } from "../../api/problem";
import { accountsText } from "../../texts/accounts";
import { date } from "../../texts/formats";
import { shellText } from "../../texts/shell";
import { Dialog } from "../dialog";
import { explained, Failure } from "../failure";
import { Field } from "../field";
import { useLoaded } from "../loaded";
import { toast } from "../toasts";

type Service = components["schemas"]["Service"];
type Made = Service & { client_secret: string };

function NewService(props: { onMade: (service: Service) => void; onClose: () => void }) {
    const text = accountsText();
    const [name, setName] = useState("");
    const [made, setMade] = useState<Made | null>(null);
    const [error, setError] = useState<unknown>(null);
    const create = async (event: Event) => {
        event.preventDefault();
        setError(null);
        try {
            const body = { name: name.trim() };
            const service = await answered(api.POST("/v1/services", { body }));
            setMade(service);
            props.onMade(service);
        } catch (failed) {
            setError(failed);
        }
    };
    const wrong = error instanceof Problem ? error.about("name") : undefined;
    if (made) {
        return (
            <Dialog title={text.serviceMade} onClose={props.onClose}>
                <p class="note" role="status">
                    {text.secretOnce}
                </p>
                <dl class="facts">
                    <dt>{text.clientId}</dt>
                    <dd>
                        <code>{made.client_id}</code>
                    </dd>
                    <dt>{text.secret}</dt>
                    <dd>
                        <code>{made.client_secret}</code>
                    </dd>
                </dl>
                <button type="button" class="button primary" onClick={props.onClose}>
                    {text.done}
                </button>
            </Dialog>
        );
    }
    return (
        <Dialog title={text.newService} onClose={props.onClose}>
            <form class="form" onSubmit={(event) => void create(event)}>
                {error !== null && !wrong && <Failure error={error} />}
                <Field
                    label={text.serviceName}
                    name="service"
                    required
                    maxLength={100}
                    autocomplete="off"
                    value={name}
                    wrong={wrong}
                    onValue={setName}
                />
                <button type="submit" class="button primary">
                    {text.create}
                </button>
            </form>
        </Dialog>
    );
}

function Revocation(props: { service: Service; onGone: () => void; onClose: () => void }) {
    const text = accountsText();
    const revoke = async () => {
        try {
            const path = { id: props.service.client_id };
            const answer = await api.DELETE("/v1/services/{id}", { params: { path } });
            if (answer.response.status !== 404) await answered(Promise.resolve(answer));
            toast(text.revoked(props.service.name));
            props.onGone();
        } catch (error) {
            toast(explained(error), { bad: true });
        }
    };
    return (
        <Dialog title={text.revokeTitle} onClose={props.onClose}>
            <p dir="auto">{text.revokeWhy(props.service.name)}</p>
            <div class="row">
                <button type="button" class="button danger" onClick={() => void revoke()}>
                    {text.revoke}
                </button>
                <button type="button" class="button" onClick={props.onClose}>
                    {shellText().cancel}
                </button>
            </div>
        </Dialog>
    );
}

/** The programs that may rate for anybody. */
export function Services() {
    const text = accountsText();
    const services = useLoaded("admin:services", (signal) =>
        answered(api.GET("/v1/services", { signal })).then(({ items }) => items),
    );
    const [isMaking, setMaking] = useState(false);
    const [leaving, setLeaving] = useState<Service | null>(null);
    const all = services.value ?? [];
    return (
        <section class="panel" aria-labelledby="services-heading">
            <div class="section-head">
                <h2 id="services-heading">{text.services}</h2>
                <button type="button" class="button" onClick={() => setMaking(true)}>
                    {text.newService}
                </button>
            </div>
            <p class="hint">{text.servicesWhy}</p>
            {services.error !== undefined && (
                <Failure error={services.error} again={services.again} />
            )}
            {services.value && all.length === 0 && <p>{text.noServices}</p>}
            {all.length > 0 && (
                <ul class="account-rows">
                    {all.map((service) => (
                        <li key={service.client_id} class="account-row">
                            <span class="account-name">
                                <strong dir="auto">{service.name}</strong>
                            </span>
                            <span class="hint">{text.since(date(service.created_at))}</span>
                            <code>{service.client_id}</code>
                            <button
                                type="button"
                                class="button danger"
                                aria-label={text.revokeOf(service.name)}
                                onClick={() => setLeaving(service)}
                            >
                                {text.revoke}
                            </button>
                        </li>
                    ))}
                </ul>
            )}
            {isMaking && (
                <NewService
                    onMade={({ client_id, name, created_at }) =>
                        services.put([...all, { client_id, name, created_at }])
                    }
                    onClose={() => setMaking(false)}
                />
            )}
            {leaving && (
                <Revocation
                    service={leaving}
                    onGone={() => {
                        services.put(all.filter((one) => one !== leaving));
                        setLeaving(null);
                    }}
                    onClose={() => setLeaving(null)}
                />
            )}
        </section>
    );
}
