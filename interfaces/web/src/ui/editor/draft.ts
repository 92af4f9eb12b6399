import type { components } from "../../../generated/api";

type Schemas = components["schemas"];
export type Described = Schemas["Metadata"];
export type Written = Schemas["MovieWrite"];

/** A film as a form has it: all texts, of which empty ones say nothing. */
export interface Draft {
    title: string;
    original_title: string;
    alternative_titles: string[];
    description: string;
    release_year: string;
    runtime_minutes: string;
    genres: string[];
    directors: string[];
    cast: { name: string; role: string }[];
    keywords: string[];
    poster_url: string;
    external_ids: { provider: string; id: string }[];
}

export type FieldName = keyof Draft;
export type ListName = "alternative_titles" | "genres" | "directors" | "keywords";

export const kEmpty: Draft = {
    title: "",
    original_title: "",
    alternative_titles: [],
    description: "",
    release_year: "",
    runtime_minutes: "",
    genres: [],
    directors: [],
    cast: [],
    keywords: [],
    poster_url: "",
    external_ids: [],
};

export const kFields = Object.keys(kEmpty) as FieldName[];

export function draftOf(film: Described): Draft {
    return {
        title: film.title,
        original_title: film.original_title ?? "",
        alternative_titles: film.alternative_titles,
        description: film.description ?? "",
        release_year: film.release_year?.toString() ?? "",
        runtime_minutes: film.runtime_minutes?.toString() ?? "",
        genres: film.genres,
        directors: film.directors,
        cast: film.cast.map(({ name, role }) => ({ name, role: role ?? "" })),
        keywords: film.keywords,
        poster_url: film.poster_url ?? "",
        external_ids: Object.entries(film.external_ids).map(([provider, id]) => ({ provider, id })),
    };
}

/** Without the lines that nothing was written into; their errors would have no place otherwise. */
export function withoutEmptyLines(draft: Draft): Draft {
    const filled = (list: string[]) => list.filter((entry) => entry.trim() !== "");
    return {
        ...draft,
        alternative_titles: filled(draft.alternative_titles),
        genres: filled(draft.genres),
        directors: filled(draft.directors),
        keywords: filled(draft.keywords),
        cast: draft.cast.filter(({ name, role }) => (name + role).trim() !== ""),
        external_ids: draft.external_ids.filter(
            ({ provider, id }) => (provider + id).trim() !== "",
        ),
    };
}

export type Errors = ReadonlyMap<string, string>;

/** What no request could say: texts that are no numbers, and ids that have no place. */
export function flaws(
    draft: Draft,
    text: { notNumber: string; providerMissing: string; providerTwice: string },
): Errors {
    const found = new Map<string, string>();
    for (const field of ["release_year", "runtime_minutes"] as const) {
        if (!/^-?\d{0,9}$/.test(draft[field].trim())) found.set(field, text.notNumber);
    }
    for (const [index, { provider, id }] of draft.external_ids.entries()) {
        const earlier = draft.external_ids.findIndex((other) => other.provider === provider);
        if (!provider.trim() || !id.trim())
            found.set(`external_ids[${index}]`, text.providerMissing);
        else if (earlier < index) found.set(`external_ids[${index}]`, text.providerTwice);
    }
    return found;
}

/** As the API takes it; `draft` has no flaws. */
export function written(draft: Draft): Written {
    const number = (text: string) => (text.trim() === "" ? null : Number(text));
    const orNull = (text: string) => (text.trim() === "" ? null : text);
    return {
        title: draft.title,
        original_title: orNull(draft.original_title),
        alternative_titles: draft.alternative_titles,
        description: orNull(draft.description),
        release_year: number(draft.release_year),
        runtime_minutes: number(draft.runtime_minutes),
        genres: draft.genres,
        directors: draft.directors,
        cast: draft.cast.map(({ name, role }) => ({ name, role: orNull(role) })),
        keywords: draft.keywords,
        poster_url: orNull(draft.poster_url),
        external_ids: Object.fromEntries(
            draft.external_ids.map(({ provider, id }) => [provider.trim(), id.trim()]),
        ),
    };
}

/** Whether two values of a field say the same. The order of ids elsewhere says nothing. */
export function same(field: FieldName, a: Draft, b: Draft): boolean {
    const comparable = (draft: Draft) =>
        field === "external_ids"
            ? draft.external_ids.map(({ provider, id }) => `${provider}:${id}`).sort()
            : draft[field];
    return JSON.stringify(comparable(a)) === JSON.stringify(comparable(b));
}

export function isChanged(draft: Draft, from: Draft): boolean {
    const filled = withoutEmptyLines(draft);
    return kFields.some((field) => !same(field, filled, from));
}

/** A field that somebody else changed, too or alone, of which one value has to be chosen. */
export interface Difference {
    field: FieldName;
    both: boolean;
}

/** What there is to choose between `mine` and `theirs`, which both began as `base`. */
export function differences(base: Draft, mine: Draft, theirs: Draft): Difference[] {
    return kFields
        .filter((field) => !same(field, mine, theirs) && !same(field, base, theirs))
        .map((field) => ({ field, both: !same(field, base, mine) }));
}

/** Mine, but what is in `taken` as they have it. */
export function merged(mine: Draft, theirs: Draft, taken: ReadonlySet<FieldName>): Draft {
    const result: Record<string, unknown> = { ...mine };
    for (const field of taken) result[field] = theirs[field];
    return result as unknown as Draft;
}
