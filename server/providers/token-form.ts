/** What can be told of a credential without checking it. Pure. */
import { parseJson } from '../../protocol/messages.ts';
import { compactForm } from '../auth/tokens/proofs.ts';

/** The `iss` that a JWT claims, which says whom to ask about it and nothing more; undefined where there is none. */
export function claimedIssuer(credential: string): string | undefined {
  const [, payload] = compactForm.exec(credential) ?? [];
  const json = payload === undefined ? undefined : parseJson(Buffer.from(payload, 'base64url').toString());
  if (!json?.ok || typeof json.value !== 'object' || json.value === null) return undefined;
  const { iss } = { iss: undefined, ...json.value };
  return typeof iss === 'string' ? iss : undefined;
}

/**
 * Whether a credential can be an opaque token of somebody else (RFC 6750, section 2.1). What looks like a JWT, even a
 * broken or an encrypted one, is none: `eyJ` is how every JOSE header begins, `{"`.
 */
export function isOpaque(credential: string): boolean {
  const parts = credential.split('.').length;
  return /^[\w.~+/-]+=*$/.test(credential) && parts !== 3 && parts !== 5 && !credential.startsWith('eyJ');
}
