/**
 * The toolkit tries out `:focus-visible` with a style element of its own while it is being loaded, and looks
 * for the policy's nonce in this place. Must be imported before the toolkit.
 */
const script = document.currentScript;
if (script?.nonce && !document.querySelector('meta[property="csp-nonce"]')) {
  const meta = document.createElement('meta');
  meta.setAttribute('property', 'csp-nonce');
  meta.content = script.nonce;
  document.head.append(meta);
}
