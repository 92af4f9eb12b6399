/** One number of the server's. */
export interface Sample {
    name: string;
    labels: Readonly<Record<string, string>>;
    value: number;
}

const kEscapes: Record<string, string> = { "\\n": "\n", '\\"': '"', "\\\\": "\\" };

function numberOf(text: string): number {
    if (text === "+Inf") return Infinity;
    return text === "-Inf" ? -Infinity : Number(text);
}

/** Reads Prometheus' text format. Lines that are none of it are left out. */
export function parseMetrics(text: string): Sample[] {
    const samples: Sample[] = [];
    for (const line of text.split("\n")) {
        const parts = /^([a-zA-Z_:][\w:]*)(?:\{(.*)\})? (\S+)/.exec(line);
        if (!parts) continue;
        const labels: Record<string, string> = {};
        for (const [, name, value] of (parts[2] ?? "").matchAll(/(\w+)="((?:[^"\\]|\\.)*)"/g)) {
            labels[name!] = value!.replace(/\\[n"\\]/g, (escape) => kEscapes[escape]!);
        }
        samples.push({ name: parts[1]!, labels, value: numberOf(parts[3]!) });
    }
    return samples;
}

/** All that was read at one time, by name. */
export class Reading {
    /** In milliseconds. */
    readonly time: number;
    private readonly samples = new Map<string, Sample[]>();

    constructor(time: number, text: string) {
        this.time = time;
        for (const sample of parseMetrics(text)) {
            const known = this.samples.get(sample.name);
            if (known) known.push(sample);
            else this.samples.set(sample.name, [sample]);
        }
    }

    all(name: string): readonly Sample[] {
        return this.samples.get(name) ?? [];
    }

    /** Nothing when there is none. */
    sum(name: string, wanted: (sample: Sample) => boolean = () => true): number | undefined {
        const found = this.all(name);
        if (found.length === 0) return undefined;
        return found.filter(wanted).reduce((sum, { value }) => sum + value, 0);
    }
}

/** How much a counter grew in a second; a server that began anew counts from 0. */
export function perSecond(
    before: Reading,
    now: Reading,
    name: string,
    wanted?: (sample: Sample) => boolean,
): number | undefined {
    const seconds = (now.time - before.time) / 1000;
    const after = now.sum(name, wanted);
    if (seconds <= 0 || after === undefined) return undefined;
    const earlier = before.sum(name, wanted) ?? 0;
    return Math.max(0, after < earlier ? after : after - earlier) / seconds;
}

type Wanted = (sample: Sample) => boolean;

function buckets(reading: Reading, name: string, wanted: Wanted): Map<number, number> {
    const counts = new Map<number, number>();
    for (const sample of reading.all(`${name}_bucket`)) {
        if (!wanted(sample)) continue;
        const limit = numberOf(sample.labels["le"] ?? "");
        counts.set(limit, (counts.get(limit) ?? 0) + sample.value);
    }
    return counts;
}

/**
 * Below what a share of a histogram's observations between two readings was, as far as its buckets
 * tell, with what lies between their limits taken for even. Nothing when there were none.
 */
export function quantile(
    before: Reading,
    now: Reading,
    name: string,
    share: number,
    wanted: Wanted = () => true,
): number | undefined {
    const earlier = buckets(before, name, wanted);
    const rows = [...buckets(now, name, wanted)]
        .map(([limit, count]) => ({ limit, count: count - (earlier.get(limit) ?? 0) }))
        .sort((a, b) => a.limit - b.limit);
    const total = rows.at(-1)?.count ?? 0;
    if (total <= 0) return undefined;
    const rank = total * share;
    let low = { limit: 0, count: 0 };
    for (const row of rows) {
        if (row.count >= rank) {
            if (row.limit === Infinity) return low.limit;
            const within = (rank - low.count) / (row.count - low.count || 1);
            return low.limit + (row.limit - low.limit) * within;
        }
        low = row;
    }
    return undefined;
}
