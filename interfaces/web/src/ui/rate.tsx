import { useId, useState } from "preact/hooks";
import { me } from "../api/session";
import { filmText } from "../texts/film";

/**
 * Half stars to choose from: radio buttons, so that keyboard and screen readers have them by
 * themselves; each lies over its half of a star.
 */
export function Rate(props: {
    score: number | null;
    busy: boolean;
    onChoose: (score: number | null) => void;
}) {
    const text = filmText();
    const name = useId();
    const [over, setOver] = useState<number | null>(null);
    const shown = over ?? props.score ?? 0;
    return (
        <div class="rate">
            <fieldset class="rate-group">
                <legend>{text.yourRating}</legend>
                <div
                    class="rate-stars"
                    style={{ "--share": `${shown * 10}%` }}
                    onMouseLeave={() => setOver(null)}
                >
                    {Array.from({ length: 10 }, (_, index) => index + 1).map((score) => (
                        <input
                            key={score}
                            class="rate-half"
                            type="radio"
                            name={name}
                            value={String(score)}
                            checked={props.score === score}
                            aria-label={text.yours(score)}
                            title={text.stars(score)}
                            onMouseEnter={() => setOver(score)}
                            onChange={() => {
                                setOver(null);
                                props.onChoose(score);
                            }}
                        />
                    ))}
                </div>
            </fieldset>
            <p class="rate-line">
                <span>
                    {props.score === null
                        ? me.value
                            ? text.notRatedByYou
                            : text.signInToRate
                        : props.busy
                          ? text.saving
                          : text.yours(props.score)}
                </span>
                {props.score !== null && me.value && (
                    <button type="button" class="link-button" onClick={() => props.onChoose(null)}>
                        {text.withdraw}
                    </button>
                )}
            </p>
        </div>
    );
}
