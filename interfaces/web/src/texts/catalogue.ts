import { effect, signal } from "@preact/signals";
import { type Language, storedLanguage, storeLanguage } from "../preferences";

export const language = signal<Language>(storedLanguage());

effect(() => {
    document.documentElement.lang = language.value;
});

export function chooseLanguage(chosen: Language) {
    storeLanguage(chosen);
    language.value = chosen;
}

/**
 * The texts of a part of the page, in both languages: each value is a string, or a function that
 * makes one. A text that one language lacks does not compile. What uses the answer in a component is
 * drawn again when the language changes.
 */
export function catalogue<Texts>(en: Texts, zh: NoInfer<Texts>): () => Texts {
    return () => (language.value === "en" ? en : zh);
}
