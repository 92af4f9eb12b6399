import { serverText } from "../../texts/server";
import { language } from "../../texts/catalogue";
import { exact } from "../../texts/formats";

/** What a chart shows of one moment, by series; undefined is not known. */
export interface Moment {
    /** In milliseconds. */
    time: number;
    values: (number | undefined)[];
}

interface Props {
    title: string;
    /** The names of the values of each moment. */
    series: string[];
    moments: readonly Moment[];
    /** The least that its top stands for. */
    least: number;
    note?: string | undefined;
}

/** What its width stands for: at first a minute, then as long as was looked, up to five. */
const kLeastSpan = 60_000;
const kMostSpan = 5 * 60_000;
const kWidth = 300;
const kHeight = 100;
const kRows = 10;

const shown = (value: number | undefined) => (value === undefined ? "–" : exact(round(value)));

function round(value: number): number {
    const digits = Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 1 ? 1 : 3;
    return Number(value.toFixed(digits));
}

/** A number that reads well, no less than `value`. */
function niceTop(value: number): number {
    const power = 10 ** Math.floor(Math.log10(value));
    return [1, 1.5, 2, 3, 5, 7.5, 10].map((step) => step * power).find((top) => top >= value)!;
}

/** A line for each run of moments of which the value is known. */
function path(moments: readonly Moment[], series: number, top: number): string {
    const end = moments.at(-1)?.time ?? 0;
    const looked = end - (moments[0]?.time ?? 0);
    const span = Math.min(kMostSpan, Math.max(kLeastSpan, looked));
    let pen = "M";
    let result = "";
    for (const { time, values } of moments) {
        const value = values[series];
        if (value === undefined) {
            pen = "M";
            continue;
        }
        const x = kWidth * (1 - (end - time) / span);
        const y = kHeight * (1 - Math.min(value / top, 1));
        result += `${pen}${x.toFixed(1)} ${y.toFixed(1)}`;
        pen = "L";
    }
    return result;
}

function summary(props: Props, series: number): string {
    const text = serverText();
    const values = props.moments.map((moment) => moment.values[series]).filter(isKnown);
    const name = props.series[series]!;
    if (values.length === 0) return text.now(name, text.none);
    const now = shown(props.moments.at(-1)!.values[series]);
    return text.summary(name, now, shown(Math.min(...values)), shown(Math.max(...values)));
}

const isKnown = (value: number | undefined): value is number => value !== undefined;

function Values(props: Props) {
    const text = serverText();
    const clock = new Intl.DateTimeFormat(language.value, { timeStyle: "medium" });
    return (
        <details class="chart-table">
            <summary>{text.table}</summary>
            <div class="scroller" tabIndex={0} role="region" aria-label={props.title}>
                <table class="table">
                    <thead>
                        <tr>
                            <th scope="col">{text.time}</th>
                            {props.series.map((name) => (
                                <th key={name} scope="col">
                                    {name}
                                </th>
                            ))}
                        </tr>
                    </thead>
                    <tbody>
                        {props.moments.slice(-kRows).map((moment) => (
                            <tr key={moment.time}>
                                <td>{clock.format(moment.time)}</td>
                                {moment.values.map((value, index) => (
                                    <td key={index}>{shown(value)}</td>
                                ))}
                            </tr>
                        ))}
                    </tbody>
                </table>
            </div>
        </details>
    );
}

/** Lines over the last five minutes, which are said in words and as a table, too. */
export function Chart(props: Props) {
    const last = props.moments.at(-1);
    const known = props.moments.flatMap(({ values }) => values.filter(isKnown));
    const top = niceTop(Math.max(props.least, ...known));
    const label = props.series.map((_, series) => summary(props, series)).join("; ");
    return (
        <figure class="panel chart">
            <figcaption>
                <h3>{props.title}</h3>
                <ul class="chart-legend">
                    {props.series.map((name, series) => (
                        <li key={name}>
                            <svg class="chart-key" viewBox="0 0 20 10" aria-hidden="true">
                                <path class={`chart-line-${series}`} d="M0 5H20" />
                            </svg>
                            {name} <strong>{shown(last?.values[series])}</strong>
                        </li>
                    ))}
                </ul>
            </figcaption>
            <div class="chart-plot">
                <span class="chart-top" aria-hidden="true">
                    {exact(top)}
                </span>
                <svg
                    role="img"
                    aria-label={`${props.title}. ${label}`}
                    viewBox={`0 0 ${kWidth} ${kHeight}`}
                    preserveAspectRatio="none"
                >
                    <path class="chart-grid" d="M0 0H300M0 50H300M0 100H300" />
                    {props.series.map((name, series) => (
                        <path
                            key={name}
                            class={`chart-line chart-line-${series}`}
                            d={path(props.moments, series, top)}
                        />
                    ))}
                </svg>
            </div>
            {props.note && <p class="hint">{props.note}</p>}
            <Values {...props} />
        </figure>
    );
}
