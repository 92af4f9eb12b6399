import { answered, api } from "../../api/client";
import { accountText } from "../../texts/account";
import { moment } from "../../texts/formats";
import { explained, Failure } from "../failure";
import { useLoaded } from "../loaded";
import { toast } from "../toasts";

export function Sessions() {
    const text = accountText();
    const { value, error, again, put } = useLoaded("sessions", (signal) =>
        answered(api.GET("/v1/me/sessions", { signal })),
    );

    const end = async (id: string) => {
        try {
            await answered(api.DELETE("/v1/me/sessions/{id}", { params: { path: { id } } }));
            if (value) put({ items: value.items.filter((one) => one.id !== id) });
            toast(text.sessionEnded);
        } catch (failed) {
            toast(explained(failed), { bad: true });
            again();
        }
    };

    const newest = [...(value?.items ?? [])].sort(
        (a, b) => Number(b.current) - Number(a.current) || b.created_at.localeCompare(a.created_at),
    );
    return (
        <section class="panel">
            <h2>{text.sessions}</h2>
            {error !== undefined && <Failure error={error} again={again} />}
            <ul class="entries">
                {newest.map((session) => (
                    <li key={session.id}>
                        <div class="entry">
                            <p>{session.current ? text.thisSession : text.otherSession}</p>
                            <p class="soft">
                                {text.signedInAt} {moment(session.created_at)} · {text.lastUsed}{" "}
                                {moment(session.last_used_at)}
                            </p>
                        </div>
                        {!session.current && (
                            <button
                                type="button"
                                class="button"
                                aria-label={text.endSessionOf(moment(session.created_at))}
                                onClick={() => end(session.id)}
                            >
                                {text.endSession}
                            </button>
                        )}
                    </li>
                ))}
            </ul>
        </section>
    );
}
