import { Problem } from "../api/problem";
import { shellText } from "../texts/shell";

/** What happened, and what to do about it, in the visitor's words. */
export function explain(error: unknown): {
    happened: string;
    advice: string;
    problem: Problem | null;
} {
    const { happened, advice } = shellText();
    if (!(error instanceof Problem)) {
        const stale = error instanceof TypeError && /import|module/i.test(error.message);
        return stale
            ? { happened: happened.stale, advice: advice.stale, problem: null }
            : { happened: happened.internal, advice: advice.internal, problem: null };
    }
    const explained = (kind: keyof typeof happened & keyof typeof advice) => ({
        happened: happened[kind],
        advice: String(advice[kind]),
        problem: error,
    });
    switch (error.status) {
        case 0:
            return explained("unreachable");
        case 401:
            return explained("unauthenticated");
        case 403:
            return explained("forbidden");
        case 404:
            return explained("notFound");
        case 429:
            return {
                happened: happened.tooFast,
                advice: advice.tooFast(Math.max(1, error.retryAfter ?? 1)),
                problem: error,
            };
        case 502:
        case 503:
        case 504:
            return explained("unavailable");
    }
    if (error.status >= 500) return explained("internal");
    // The client's mistake: the server says best what it is.
    return { happened: error.message, advice: advice.refused, problem: error };
}

/** One line about it, for toasts. */
export function explained(error: unknown): string {
    const { happened, advice } = explain(error);
    return `${happened} ${advice}`;
}

/** Shows that something failed, in place of what could not be shown. */
export function Failure(props: { error: unknown; again?: () => void }) {
    const text = shellText();
    const { happened, advice, problem } = explain(props.error);
    return (
        <div class="failure" role="alert">
            <p class="failure-what">{happened}</p>
            <p>{advice}</p>
            {problem && problem.fields.length > 0 && (
                <ul>
                    {problem.fields.map((one) => (
                        <li key={one.field}>
                            <code>{one.field}</code> {one.message}
                        </li>
                    ))}
                </ul>
            )}
            <div class="row">
                {props.again && (
                    <button type="button" class="button" onClick={props.again}>
                        {text.again}
                    </button>
                )}
                {!(props.error instanceof Problem) && (
                    <button type="button" class="button" onClick={() => location.reload()}>
                        {text.reload}
                    </button>
                )}
            </div>
            {problem?.requestId && (
                <details>
                    <summary>{text.details}</summary>
                    <dl class="facts">
                        <dt>{text.status}</dt>
                        <dd>
                            {problem.status} {problem.code}
                        </dd>
                        <dt>{text.requestId}</dt>
                        <dd>
                            <code>{problem.requestId}</code>
                        </dd>
                    </dl>
                    <p>{problem.message}</p>
                </details>
            )}
        </div>
    );
}
