/** Five stars, filled as far as a score between 0 and 10 goes: for the eyes, beside the number. */
export function Stars(props: { score: number; large?: boolean }) {
    return (
        <span
            class="stars"
            aria-hidden="true"
            data-large={props.large ?? false}
            style={{ "--share": `${Math.min(100, Math.max(0, props.score * 10))}%` }}
        />
    );
}
