// Runs before anything is shown, so that the page is never seen in the wrong colours or language, and
// while the rest of the page is on its way, so that what it shows is, too.
import { askEarly } from "./api/early";
import { storedLanguage, storedTheme } from "./preferences";

const theme = storedTheme();
if (theme) document.documentElement.dataset["theme"] = theme;
document.documentElement.lang = storedLanguage();
askEarly(location.pathname);
