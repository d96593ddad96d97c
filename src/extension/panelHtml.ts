import { escaped } from './html.ts';

/** What the page needs from the webview that shows it. */
export interface PanelPage {
  readonly language: string;
  /** The extension's texts in that language by their English ones, where there are any. */
  readonly texts: Readonly<Record<string, string>> | undefined;
  readonly title: string;
  readonly scriptUri: string;
  readonly styleUri: string;
  readonly cspSource: string;
  /** Fresh for every page, so that no other script can know it. */
  readonly nonce: string;
}

/**
 * The panel's page: a place to draw in, one script and one style sheet. Nothing inline, nothing evaluated,
 * nothing fetched: whatever the panel shows comes by message, but its texts, which must be there first.
 */
export function panelHtml(page: PanelPage): string {
  const { language, texts, title, scriptUri, styleUri, cspSource, nonce } = page;
  const policy = [
    "default-src 'none'",
    `script-src 'nonce-${nonce}'`,
    `style-src ${cspSource} 'nonce-${nonce}'`,
    `img-src ${cspSource}`,
    `font-src ${cspSource}`,
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
  return `<!DOCTYPE html>
<html lang="${escaped(language)}">
  <head>
    <meta charset="utf-8">
    <meta http-equiv="Content-Security-Policy" content="${escaped(policy)}">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>${escaped(title)}</title>
    <link rel="stylesheet" href="${escaped(styleUri)}">
  </head>
  <body>
    <div id="app"${texts ? ` data-texts="${escaped(JSON.stringify(texts))}"` : ''}></div>
    <script nonce="${escaped(nonce)}" src="${escaped(scriptUri)}"></script>
  </body>
</html>
`;
}
