/** A part of a JSON Web Token (RFC 7519): JSON in base64url. The signature is none, and becomes nothing. */
export function decodePart(part: string): string {
  try {
    const binary = atob(part.replaceAll('-', '+').replaceAll('_', '/'));
    const text = new TextDecoder().decode(Uint8Array.from(binary, (character) => character.charCodeAt(0)));
    return JSON.stringify(JSON.parse(text), undefined, 2);
  } catch {
    return '';
  }
}
