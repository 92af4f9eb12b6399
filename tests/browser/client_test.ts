// A client that is generated from the document, as a front-end developer would have one. What it
// expects of types is checked by the compiler, what it expects of answers by the server.
import assert from "node:assert/strict";
import test from "node:test";
import createClient from "openapi-fetch";
import type { components, paths } from "./generated/api.js";

const client = createClient<paths>({ baseUrl: process.env["MARQUEE_URL"]! });

/** The list is still being built when a new server answers first. */
async function completeList(query: NonNullable<paths["/v1/movies"]["get"]["parameters"]["query"]>) {
    for (let tries = 0; tries < 300; ++tries) {
        const { data } = await client.GET("/v1/movies", { params: { query } });
        if (data && !data.degraded) return data;
        await new Promise((resolve) => setTimeout(resolve, 100));
    }
    throw new Error("the list never became complete");
}

test("lists movies page by page", async () => {
    const first = await completeList({ sort: "-rating", page_size: 2, include_total: true });
    assert.equal(first.items.length, 2);
    assert.equal(first.total, 60);
    const titles: string[] = first.items.map((movie) => movie.title);
    assert.equal(new Set(titles).size, 2);
    const second = await completeList({
        sort: "-rating",
        page_size: 2,
        page_token: first.next_page_token!,
    });
    assert.ok(second.items.every((movie) => !titles.includes(movie.title)));
});

test("narrows a list by several genres", async () => {
    const page = await completeList({ genre: ["Crime", "Drama"], facets: "genre,decade" });
    assert.ok(page.items.length > 0);
    for (const movie of page.items) {
        assert.ok(movie.genres.includes("Crime") && movie.genres.includes("Drama"), movie.title);
    }
    const decade: number | undefined = page.facets?.decade?.[0]?.value;
    assert.equal(decade! % 10, 0);
});

test("reads a movie", async () => {
    const { data, response } = await client.GET("/v1/movies/{id}", {
        params: { path: { id: "imdb:tt0111161" } },
    });
    assert.equal(response.status, 200);
    const year: number | null | undefined = data?.release_year;
    assert.equal(year, 1994);
    const rating: components["schemas"]["RatingSummary"] | null = data!.rating;
    assert.equal(rating?.histogram.length, 10);
});

test("tells what went wrong by a typed problem", async () => {
    const { data, error, response } = await client.GET("/v1/movies/{id}", {
        params: { path: { id: "no-such-movie" } },
    });
    assert.equal(data, undefined);
    assert.equal(response.status, 404);
    const problem: components["schemas"]["Problem"] = error!;
    assert.equal(problem.code, "not_found");
    assert.equal(problem.request_id, response.headers.get("X-Request-Id"));
});

test("blames the field that is wrong", async () => {
    const { error } = await client.POST("/v1/movies:batch-get", { body: { ids: [] } });
    assert.equal(error?.code, "invalid");
    assert.equal(error?.errors?.[0]?.field, "ids");
});

test("signs in, rates, signs out", async () => {
    const granted = await client.POST("/oauth/token", {
        body: { grant_type: "password", username: "admin", password: "let the tests in" },
        bodySerializer: (fields) => new URLSearchParams(fields as Record<string, string>),
        headers: { "Content-Type": "application/x-www-form-urlencoded" },
    });
    assert.equal(granted.response.status, 200);
    const headers = { Authorization: `Bearer ${granted.data!.access_token}` };
    const params = { path: { id: "imdb:tt0111161" } };

    const me = await client.GET("/v1/me", { headers });
    assert.equal(me.data?.name, "admin");
    const rated = await client.PUT("/v1/movies/{id}/ratings/me", {
        params,
        headers,
        body: { score: 9 },
    });
    assert.equal(rated.data?.score, 9);
    const own = await client.GET("/v1/movies/{id}/ratings/me", { params, headers });
    assert.equal(own.data?.score, 9);

    const revoked = await client.POST("/oauth/revoke", {
        body: { token: granted.data!.refresh_token! },
        bodySerializer: (fields) => new URLSearchParams(fields as Record<string, string>),
        headers: { "Content-Type": "application/x-www-form-urlencoded" },
        parseAs: "text",
    });
    assert.equal(revoked.response.status, 200);
    for (let tries = 0; ; ++tries) {
        const { response } = await client.GET("/v1/me", { headers });
        if (response.status === 401) break;
        assert.ok(tries < 100, "a revoked token is still good");
        await new Promise((resolve) => setTimeout(resolve, 100));
    }
});

/** Never called: the compiler refuses each of these, or it refuses the file. */
export async function mistakes() {
    // @ts-expect-error a parameter that does not exist
    await client.GET("/v1/movies", { params: { query: { genres: ["Drama"] } } });
    // @ts-expect-error an order that does not exist
    await client.GET("/v1/movies", { params: { query: { sort: "rating" } } });
    await client.PUT("/v1/ratings/{record_type}/{record_id}/users/{user_id}", {
        params: { path: { record_type: "movie", record_id: "a", user_id: "u" } },
        // @ts-expect-error a score that is no number
        body: { score: "8" },
    });
    // @ts-expect-error a movie without its title
    await client.POST("/v1/movies", { body: { release_year: 1994 } });
    // @ts-expect-error a path that does not exist
    await client.GET("/v1/films");
}
