import { filmText } from "../texts/film";
import { percent, whole } from "../texts/formats";

/**
 * How scores spread, from half a star to five: bars for the eyes, the same as a table for screen
 * readers. `own` is the visitor's score, whose bar stands out.
 */
export function Histogram(props: {
    counts: readonly number[];
    own?: number | null;
    caption: string;
}) {
    const text = filmText();
    const { counts, own } = props;
    const all = counts.reduce((sum, count) => sum + count, 0);
    const most = Math.max(1, ...counts);
    const share = (count: number) => (all ? count / all : 0);
    return (
        <figure class="histogram">
            <div class="histogram-bars" aria-hidden="true">
                {counts.map((count, index) => (
                    <div
                        key={index}
                        class="histogram-column"
                        data-own={own === index + 1}
                        title={text.bar(index + 1, count, share(count))}
                    >
                        <div
                            class="histogram-bar"
                            style={{ "--height": `${(count / most) * 100}%` }}
                        />
                    </div>
                ))}
            </div>
            <div class="histogram-axis" aria-hidden="true">
                {[1, 2, 3, 4, 5].map((star) => (
                    <span key={star}>{star} ★</span>
                ))}
            </div>
            <table class="visually-hidden">
                <caption>{props.caption}</caption>
                <thead>
                    <tr>
                        <th scope="col">{text.score}</th>
                        <th scope="col">{text.number}</th>
                        <th scope="col">{text.share}</th>
                    </tr>
                </thead>
                <tbody>
                    {counts.map((count, index) => (
                        <tr key={index}>
                            <th scope="row">{text.stars(index + 1)}</th>
                            <td>{whole(count)}</td>
                            <td>{percent(share(count))}</td>
                        </tr>
                    ))}
                </tbody>
            </table>
        </figure>
    );
}
