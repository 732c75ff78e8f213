import type { ServerResponse } from 'node:http';

/** Answers with the page that asks who comes: one button for each user, and no password. */
export function askWho(response: ServerResponse, action: string, users: readonly string[]): void {
  const buttons = users.map(
    (user) =>
      `<form method="post" action="${action}?user=${user}"><button>Sign in as ${user[0]?.toUpperCase()}${user.slice(1)}</button></form>`,
  );
  response
    .writeHead(200, {
      'Content-Type': 'text/html; charset=utf-8',
      'Cache-Control': 'no-store',
      'Content-Security-Policy': "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
    })
    .end(`<!doctype html>
<html lang="en">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>The provider: who are you?</title>
<style>
  body { font: 1.25rem/1.5 system-ui, sans-serif; max-width: 32rem; margin: 10vh auto; padding: 0 1rem }
  button { font: inherit; padding: 0.6rem 1.2rem; margin: 0.3rem 0; min-width: 14rem }
</style>
<h1>Who are you?</h1>
<p>This is the identity provider of the class, another program than the lab. Nobody needs a password here.</p>
${buttons.join('\n')}
</html>`);
}
