/** How a person makes a browser trust the local authority, what that risks, and how to take it back. */

export interface TrustedAuthority {
  readonly caFile: string;
  readonly keyFile: string;
  /** The authority's common name: systems that remove by name want it. */
  readonly name: string;
  /** SHA-1 fingerprint with colons: systems that remove by fingerprint want that one. */
  readonly sha1: string;
}

/** The advice as text for a terminal. */
export function trustAdvice({ caFile, keyFile, name, sha1 }: TrustedAuthority): string {
  const hash = sha1.replaceAll(':', '');
  return `You need not trust anything to use the lab. In the browser, compare the server's SHA-256 with the one
above, and go past the warning ("Advanced"). Nothing is changed on your machine.

To see no warning, trust the authority. The risk: whoever can read
  ${keyFile}
can then pretend to be ANY site to that browser, your bank included. Do it on your own machine only, never
hand that file to anyone, and take the trust back when you are done. A browser profile of its own for the
lab keeps the risk small.

Linux, Chromium and Chrome (certutil is in the package libnss3-tools or nss-tools)
  trust   certutil -d sql:$HOME/.pki/nssdb -A -t C,, -n "${name}" -i "${caFile}"
  remove  certutil -d sql:$HOME/.pki/nssdb -D -n "${name}"

macOS, Safari and Chrome
  trust   security add-trusted-cert -r trustRoot -k ~/Library/Keychains/login.keychain-db "${caFile}"
  remove  security delete-certificate -t -Z ${hash} ~/Library/Keychains/login.keychain-db

Windows, Edge and Chrome
  trust   certutil -user -addstore Root "${caFile}"
  remove  certutil -user -delstore Root ${hash}

Firefox, on every system
  trust   Settings, Privacy & Security, View Certificates, Authorities, Import: the file above,
          "Trust this CA to identify websites"
  remove  the same list, choose it, "Delete or Distrust"

Programs
  Node    NODE_EXTRA_CA_CERTS="${caFile}"
  curl    --cacert "${caFile}"
  Python  ssl.create_default_context(cafile=...)

When the authority is made again (after two years, or after its files were deleted) the old one is of no more
use: remove it, then trust the new one.`;
}
