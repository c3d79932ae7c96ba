/**
 * Domains under which anybody can have a name, beside those of one label. The whole list has some ten thousand entries and
 * changes each week; these are the ones that programs on servers call into: second levels of countries, and clouds that
 * give each customer a name.
 *
 * @see https://publicsuffix.org
 */
const suffixes: ReadonlySet<string> = new Set(
  [
    "amazonaws.com appspot.com azure-api.net azureedge.net azurewebsites.net blob.core.windows.net cloudapp.azure.com",
    "cloudapp.net cloudflare.net cloudfront.net core.windows.net database.windows.net digitaloceanspaces.com",
    "execute-api.amazonaws.com fastly.net firebaseapp.com fly.dev ghost.io github.io gitlab.io glitch.me googleapis.com",
    "googleusercontent.com herokuapp.com lambda-url.amazonaws.com netlify.app ngrok.io ngrok-free.app ondigitalocean.app",
    "onrender.com pages.dev r2.cloudflarestorage.com r2.dev railway.app repl.co run.app s3.amazonaws.com servicebus.windows.net",
    "storage.googleapis.com supabase.co trafficmanager.net trycloudflare.com vercel.app web.app windows.net workers.dev",
  ].flatMap(line => line.split(" ")),
);

/** What stands before a country's two letters where names are given out on the third level. */
const secondLevels = /^(ac|co|com|edu|gob|gov|gouv|go|ltd|ne|net|nom|or|org|plc|sch)\.[a-z]{2}$/;

/** Whether anybody can have a name directly under a domain, as far as is known here. */
export function isPublicSuffix(domain: string): boolean {
  if (!domain.includes(".") || secondLevels.test(domain) || suffixes.has(domain)) return true;
  // Regions stand between: s3.eu-central-1.amazonaws.com.
  return /\.(amazonaws\.com|core\.windows\.net)$/.test(domain);
}
