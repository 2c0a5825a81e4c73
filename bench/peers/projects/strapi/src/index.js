"use strict";

const fs = require("node:fs");

const ENTRY = "api::entry.entry";

// Fills the new database, by Strapi's own document service, before the first request is answered.
module.exports = {
  async bootstrap({ strapi }) {
    const entries = JSON.parse(fs.readFileSync(process.env.BENCH_ENTRIES, "utf8"));
    const locales = strapi.plugin("i18n").service("locales");
    const known = new Set((await locales.find()).map((locale) => locale.code));
    for (const code of new Set(entries.flatMap((entry) => Object.keys(entry.texts)))) {
      if (!known.has(code)) await locales.create({ code, name: code });
    }
    for (const { texts, ...shared } of entries) {
      let documentId;
      for (const [locale, text] of Object.entries(texts)) {
        const data = { ...shared, ...text };
        if (documentId) await strapi.documents(ENTRY).update({ documentId, locale, data });
        else ({ documentId } = await strapi.documents(ENTRY).create({ locale, data }));
      }
    }
  },
};
