import { useState } from "preact/hooks";
import { hash } from "./hash";

/** How many ways of drawing there are; styles/poster.css has one for each number. */
const kMotifs = 7;

/**
 * A film's poster or, where there is none to be had, one that is made up from the title: for the
 * eyes only, for the title stands beside it. Takes the width that it gets.
 */
export function Poster(props: {
    title: string;
    url: string | null;
    year?: number | null;
    eager?: boolean;
}) {
    const [failed, setFailed] = useState<string | null>(null);
    if (props.url && props.url !== failed) {
        return (
            <img
                class="poster"
                src={props.url}
                alt=""
                width={300}
                height={450}
                loading={props.eager ? "eager" : "lazy"}
                decoding="async"
                referrerpolicy="no-referrer"
                onError={() => setFailed(props.url)}
            />
        );
    }
    const seed = hash(props.title);
    // So that the longest word fits on a line, and a long title in its place; in hundredths of the width.
    const longest = Math.max(...props.title.split(/\s+/).map((word) => [...word].length));
    const size = Math.max(7, Math.min(props.title.length > 28 ? 10 : 13, 120 / longest));
    const hue = seed % 360;
    return (
        <div
            class="poster drawn"
            aria-hidden="true"
            data-motif={(seed >>> 9) % kMotifs}
            style={{
                "--hue": String(hue),
                "--turn": String((hue + 40 + ((seed >>> 13) % 120)) % 360),
                "--size": `${size}cqi`,
            }}
        >
            <span class="poster-title" dir="auto">
                {props.title}
            </span>
            {props.year && <span class="poster-year">{props.year}</span>}
        </div>
    );
}
