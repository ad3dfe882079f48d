import { readdirSync, readFileSync } from 'node:fs';
import Handlebars from 'handlebars';
import { shipped } from '../files.ts';
import { type Assets, loadAssets } from './assets.ts';
import { loadCatalogue } from './catalogue.ts';

/** The pages of one face (a folder under templates/): its templates, its stylesheet and script. */
export interface Pages {
  /**
   * A whole HTML page. Every value is escaped. Templates have the helpers `t` (a text of the catalogue), `asset` (the URL of
   * a file of the face), `key` (a dotted key of its parts), `is` (equality), `concat`, `upper`, `languageName` (in that language) and the
   * variables `language`, `languages`. A `wording` in the view is the section of the catalogue whose texts go before the usual ones.
   */
  render(template: string, language: string, view: object): string;
  assets: Assets;
}

export const catalogue = loadCatalogue();

/**
 * @param face folder under templates/; a `layout.hbs` in it is the partial `layout`
 * @param assetsUrl path under which the face's assets are served, e.g. `/3ds/assets/`
 * @param moreAssets a folder with further assets, such as logos
 */
export function makePages(face: string, assetsUrl: string, ...moreAssets: string[]): Pages {
  const folder = shipped(`templates/${face}/`);
  const assets = loadAssets(folder, ...moreAssets);
  const handlebars = Handlebars.create();
  handlebars.registerHelper('t', function (this: unknown, key: string, options: Handlebars.HelperOptions) {
    const { language, wording } = options.data.root;
    return catalogue.text(language, key, options.hash, wording);
  });
  handlebars.registerHelper('asset', (name: string) => assetsUrl + assets.versioned(name));
  handlebars.registerHelper('key', (...parts: unknown[]) => parts.slice(0, -1).join('.'));
  handlebars.registerHelper('is', (a: unknown, b: unknown) => a === b);
  handlebars.registerHelper('concat', (...parts: unknown[]) => parts.slice(0, -1).join(''));
  handlebars.registerHelper('upper', (text: string) => text.toUpperCase());
  handlebars.registerHelper('languageName', (language: string) =>
    new Intl.DisplayNames(language, { type: 'language' }).of(language),
  );

  const templates = new Map<string, Handlebars.TemplateDelegate>();
  for (const file of readdirSync(folder).filter((name) => name.endsWith('.hbs'))) {
    const name = file.replace('.hbs', '');
    const source = readFileSync(folder + file, 'utf8');
    handlebars.registerPartial(name, source);
    templates.set(name, handlebars.compile(source, { strict: true, preventIndent: true }));
  }

  function render(template: string, language: string, view: object): string {
    const page = templates.get(template);
    if (!page) throw new Error(`templates/${face} has no template ${template}.hbs`);
    return page({ ...view, language, languages: catalogue.languages });
  }
  return { render, assets };
}
