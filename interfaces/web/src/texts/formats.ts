import { computed } from "@preact/signals";
import { language } from "./catalogue";

/** Numbers, dates and plurals as the chosen language writes them. */
const formats = computed(() => {
    const locale = language.value;
    return {
        whole: new Intl.NumberFormat(locale),
        decimal: new Intl.NumberFormat(locale, {
            minimumFractionDigits: 1,
            maximumFractionDigits: 1,
        }),
        exact: new Intl.NumberFormat(locale, { maximumFractionDigits: 3 }),
        percent: new Intl.NumberFormat(locale, { style: "percent" }),
        date: new Intl.DateTimeFormat(locale, { dateStyle: "medium" }),
        moment: new Intl.DateTimeFormat(locale, { dateStyle: "medium", timeStyle: "short" }),
    };
});

export const whole = (value: number) => formats.value.whole.format(value);
/** With one decimal, as scores are shown. */
export const decimal = (value: number) => formats.value.decimal.format(value);
export const exact = (value: number) => formats.value.exact.format(value);
/** Of a share between 0 and 1. */
export const percent = (share: number) => formats.value.percent.format(share);
export const date = (time: string) => formats.value.date.format(new Date(time));
export const moment = (time: string) => formats.value.moment.format(new Date(time));

const english = new Intl.PluralRules("en");
/** The count with its noun in English: plural(2, "rating", "ratings"). */
export const plural = (count: number, one: string, other: string) =>
    `${whole(count)} ${english.select(count) === "one" ? one : other}`;
