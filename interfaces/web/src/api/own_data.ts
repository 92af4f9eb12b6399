import type { components } from "../../generated/api";
import { answered, api } from "./client";

type Film = components["schemas"]["Movie"];

/** One's own rating of a film; the film is null when there is none of that id any more. */
export interface OwnRating {
    id: string;
    score: number;
    ratedAt: string;
    film: Film | null;
}

const kPage = 100;

const underWay = new Set<Promise<unknown>>();

/** Has one's own ratings wait for one that is being saved, and belongs among them. */
export function noteSaving(saving: Promise<unknown>) {
    underWay.add(saving);
    void saving.finally(() => underWay.delete(saving));
}

/** All that the visitor has rated, the newest first, page by page. */
export async function* ownRatings(signal: AbortSignal): AsyncGenerator<OwnRating[]> {
    await Promise.allSettled(underWay);
    let token: string | undefined;
    do {
        const query = { page_size: kPage, page_token: token };
        const page = await answered(api.GET("/v1/me/ratings", { params: { query }, signal }));
        const rated = page.items.filter((item) => item.record_type === "movie");
        const films = new Map<string, Film>();
        if (rated.length > 0) {
            const ids = rated.map((item) => item.record_id);
            // It only reads, and may be sent again.
            const found = await answered(
                api.POST("/v1/movies:batch-get", { body: { ids }, signal }),
            );
            for (const film of found.items) films.set(film.id, film);
        }
        yield rated.map((item) => ({
            id: item.record_id,
            score: item.score,
            ratedAt: item.rated_at,
            film: films.get(item.record_id) ?? null,
        }));
        token = page.next_page_token;
    } while (token);
}
