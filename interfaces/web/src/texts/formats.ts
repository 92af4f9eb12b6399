import { computed } from "@preact/signals";
import { language } from "./catalogue";

// Numbers, dates and plurals as the chosen language writes them.

/**
 * English and Chinese write numbers alike. Done by hand, for a browser's first Intl.NumberFormat takes
 * it tens of milliseconds, and all pages show numbers.
 */
const grouped = (digits: string) => digits.replace(/(?<!\.\d*)\B(?=(\d{3})+(?!\d))/g, ",");

export const whole = (value: number) => grouped(String(Math.round(value)));
/** With one decimal, as scores are shown. */
export const decimal = (value: number) => grouped(value.toFixed(1));
export const exact = (value: number) => grouped(String(Math.round(value * 1000) / 1000));
/** Of a share between 0 and 1. */
export const percent = (share: number) => `${whole(share * 100)}%`;

const dates = computed(() => new Intl.DateTimeFormat(language.value, { dateStyle: "medium" }));
const moments = computed(
    () => new Intl.DateTimeFormat(language.value, { dateStyle: "medium", timeStyle: "short" }),
);
export const date = (time: string) => dates.value.format(new Date(time));
export const moment = (time: string) => moments.value.format(new Date(time));

/** The count with its noun in English: plural(2, "rating", "ratings"). */
export const plural = (count: number, one: string, other: string) =>
    `${whole(count)} ${count === 1 ? one : other}`;
