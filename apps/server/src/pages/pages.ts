function escape(text: string): string {
  return text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
}

function page(title: string, body: string): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>${escape(title)}</title>
<link rel="icon" href="/icon.svg" type="image/svg+xml">
<link rel="stylesheet" href="/style.css">
</head>
<body>
<main>
${body}
</main>
</body>
</html>
`;
}

/** `/`: what is running here, what it is for, how to use it. */
export function startPage(params: { readonly origin: string; readonly version: string }): string {
  const origin = escape(params.origin);
  return page(
    "Whosecopy",
    `<p class="state">This server is running.</p>
<h1>Whosecopy</h1>
<p class="lead">Private pictures and messages that stay yours after you send them.</p>
<p>Every person you send a picture to gets a copy of their own, with a mark that nobody sees. What you send is encrypted on your
device; this server passes it on and can read none of it.</p>

<h2>Four things it does</h2>
<ul class="verbs">
<li><strong>Check</strong><q>What does this give away?</q>Only pixels travel: place, device and names stay behind.</li>
<li><strong>Send</strong><q>Only these people. Not for ever. Not further.</q>End-to-end encrypted, opens counted, taken back when you say so.</li>
<li><strong>Trace</strong><q>It leaked. Whose copy is it?</q>Names the copy, with a proven bound on being wrong.</li>
<li><strong>Respond</strong><q>Prove it. Take it down. Keep it down.</q>Evidence that others can check, and what to do with it.</li>
</ul>
<p class="quiet after">Nobody can stop a camera pointed at a screen. A copy can be made traceable, and that is what is claimed here, no more.</p>

<h2>Use it from a terminal</h2>
<pre tabindex="0"><code># once: your account on this server
npx whosecopy init --server ${origin} --handle ana

# people you know: give them your invite, add theirs
npx whosecopy contact invite
npx whosecopy contact add INVITE

# send a picture that can be opened once, for a week
npx whosecopy send photo.jpg --to ben --opens 1 --expires 7d

# see what came, open it, see who opened yours, take it back
npx whosecopy inbox
npx whosecopy open ID -o photo.jpg
npx whosecopy status ID
npx whosecopy take-back ID

# it turned up somewhere: whose copy is it?
npx whosecopy trace leak.jpg</code></pre>
<p class="quiet">Several people on one machine: set <code>WHOSECOPY_HOME</code> to a folder for each.</p>

<footer>
<a href="/openapi.json">API</a><a href="/healthz">Health</a><a href="/metrics">Metrics</a>
<span>Version ${escape(params.version)}</span>
</footer>`,
  );
}

/** `/i`: where an invite link leads. Who invites is in the fragment, which no browser sends to a server. */
export function invitePage(params: { readonly origin: string }): string {
  return page(
    "An invite to Whosecopy",
    `<h1>You were invited</h1>
<p class="lead">Somebody would like to send you private pictures and messages.</p>
<p>The link that brought you here is the invite itself: copy it from the address bar, whole, with everything after the
<code>#</code>. That part says who invites you. Your browser does not send it to any server, this one included.</p>
<h2>Add it</h2>
<pre tabindex="0"><code># once, if you have no account here yet
npx whosecopy init --server ${escape(params.origin)} --handle YOUR-NAME

npx whosecopy contact add "THE WHOLE LINK"</code></pre>
<p>Then compare the safety number with the person who invited you, face to face or in a call:</p>
<pre tabindex="0"><code>npx whosecopy contact verify NAME</code></pre>
<footer><a href="/">What is Whosecopy?</a></footer>`,
  );
}
