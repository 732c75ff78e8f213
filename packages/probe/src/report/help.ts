/** What `--help` says. */
import { memberFlags, runDefaults } from '../config/arguments.ts';
import { dialectNames } from '../config/dialect.ts';
import { targetDefaults } from '../config/settings.ts';
import { tool } from '../run/version.ts';

export function helpText(): string {
  const credentialFlags = [...memberFlags.keys()].filter((flag) => /-(?:env|file|command|value)$/.test(flag));
  return `${tool}: does your WebSocket server authenticate?

  ${tool} wss://localhost:5678/ --dialect first-message --credential-env TOKEN
  ${tool} ws://localhost:3000/socket --config probe.json --json report.json

The server, and how an honest client of it behaves
  --config FILE                 JSON with the members below, such as "dialect" and "deadlineSeconds"
  --url URL                     the same as the first argument
  --dialect NAME                ${dialectNames().join(', ')},
                                or an object such as {"carrier":"query","parameter":"token"}
  --credential-env NAME         a credential comes from an environment variable, a file or a command
                                (-env, -file, -command; -value for public ones only)
  --ca FILE                     authorities to trust in place of the system's
  --certificate FILE --key FILE what the client shows over TLS
  --origin ORIGIN               of the page that honest clients come from
  --message TEXT                what an honest client sends once it is in (${targetDefaults.message})
  --answer TEXT                 what the reply contains (${targetDefaults.answer}); may hold $USER
  --user NAME                   who the answer names
  --deadline-seconds N          a client that does not authenticate is gone after (${targetDefaults.deadlineSeconds})
  --revoked-within-seconds N    a session that was ended has no service after (${targetDefaults.revokedWithinSeconds})
  --proof-command COMMAND       makes $PROOF of the server's challenge, for a dialect that answers one
  --csrf-*, --second-*, --ticket-*, --expiring-*, --revoke-command
                                more credentials, which some checks need:
                                ${credentialFlags.filter((flag) => !flag.startsWith('credential')).length} flags, see the documentation

The run
  --list                        every check: what it finds, sends and needs
  --only ID, --skip ID          these checks only, or without these
  --jobs N                      checks side by side (${runDefaults.jobs})
  --timeout S                   for the whole run (${runDefaults.timeoutSeconds}, or more where the deadline is long)
  --intrusive                   also checks that load and guess, against this machine only

Reports
  --json FILE, --junit FILE, --sarif FILE, --html FILE
                                the report for programs, for CI, for code scanning, for people
  --strict                      a SHOULD counts like a MUST
  --baseline FILE               failures that are known, one id a line; a line that fails no longer counts, too

Exit code: 0 nothing failed that counts; 1 something did; 2 wrong usage; 3 it could not be tried.
A server may be probed only with its owner's leave.
`;
}
