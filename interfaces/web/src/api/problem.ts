import type { components } from "../../generated/api";

type Document = components["schemas"]["Problem"];

/** Something that did not work, as the server said it or, with status 0, without a word from it. */
export class Problem extends Error {
    readonly status: number;
    readonly code: Document["code"] | "unreachable";
    readonly requestId: string | null;
    /** What fields are to blame, and the rest of a sentence about each. */
    readonly fields: readonly { field: string; message: string }[];
    /** In seconds. */
    readonly retryAfter: number | null;

    constructor(
        status: number,
        code: Problem["code"],
        detail: string,
        more: Partial<Pick<Problem, "requestId" | "fields" | "retryAfter">> = {},
    ) {
        super(detail);
        this.status = status;
        this.code = code;
        this.requestId = more.requestId ?? null;
        this.fields = more.fields ?? [];
        this.retryAfter = more.retryAfter ?? null;
    }

    about(field: string): string | undefined {
        return this.fields.find((one) => one.field === field)?.message;
    }
}

export function retryAfter(response: Response): number | null {
    const value = response.headers.get("Retry-After");
    if (value === null) return null;
    const seconds = Number(value);
    return Number.isFinite(seconds) ? Math.max(0, seconds) : null;
}

/** `body` is what the answer was read as; without its form, something between here and the server answered. */
export function problemOf(response: Response, body: unknown): Problem {
    const document = (
        typeof body === "object" && body !== null ? body : {}
    ) as Partial<Document> & {
        error_description?: string;
    };
    const unavailable = response.status >= 502 && response.status <= 504;
    return new Problem(
        response.status,
        document.code ?? (unavailable ? "unavailable" : "internal"),
        document.detail ?? document.error_description ?? response.statusText,
        {
            requestId: document.request_id ?? response.headers.get("X-Request-Id"),
            fields: document.errors ?? [],
            retryAfter: retryAfter(response),
        },
    );
}
