// Runs before anything is shown, so that the page is never seen in the wrong colours or language.
import { storedLanguage, storedTheme } from "./preferences";

const theme = storedTheme();
if (theme) document.documentElement.dataset["theme"] = theme;
document.documentElement.lang = storedLanguage();
