import { useState } from "preact/hooks";
import { answered, api } from "../../api/client";
import { ownRatings } from "../../api/own_data";
import type { Me } from "../../api/session";
import { accountText } from "../../texts/account";
import { Failure } from "../failure";
import { toast } from "../toasts";

const kNever = new AbortController().signal;

/** Hands the visitor a file. */
function save(name: string, content: string) {
    const url = URL.createObjectURL(new Blob([content], { type: "application/json" }));
    const link = document.createElement("a");
    link.href = url;
    link.download = name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(url), 60_000);
}

export function ExportData(props: { who: Me }) {
    const text = accountText();
    const [count, setCount] = useState<number | null>(null);
    const [error, setError] = useState<unknown>(null);

    const run = async () => {
        if (count !== null) return;
        setError(null);
        setCount(0);
        try {
            const account = await answered(api.GET("/v1/me"));
            const keys = await answered(api.GET("/v1/me/keys"));
            const sessions = await answered(api.GET("/v1/me/sessions"));
            const ratings = [];
            for await (const page of ownRatings(kNever)) {
                for (const { id, film, score, ratedAt } of page) {
                    const { title = null, release_year = null, external_ids = {} } = film ?? {};
                    ratings.push({
                        movie_id: id,
                        title,
                        release_year,
                        external_ids,
                        score,
                        rated_at: ratedAt,
                    });
                }
                setCount(ratings.length);
            }
            const data = {
                exported_at: new Date().toISOString(),
                account,
                ratings,
                api_keys: keys.items,
                sessions: sessions.items,
            };
            save(
                `marquee-${props.who.name ?? props.who.id}.json`,
                JSON.stringify(data, null, 2) + "\n",
            );
            toast(text.exported);
        } catch (failed) {
            setError(failed);
        }
        setCount(null);
    };

    return (
        <section class="panel">
            <h2>{text.exportTitle}</h2>
            <p>{text.exportWhy}</p>
            {error !== null && <Failure error={error} />}
            <div class="row">
                <button type="button" class="button" aria-disabled={count !== null} onClick={run}>
                    {text.exportButton}
                </button>
                <span class="soft" role="status">
                    {count !== null && text.exporting(count)}
                </span>
            </div>
        </section>
    );
}
