module.exports = require("@strapi/strapi").factories.createCoreRouter("api::entry.entry", {
  config: { find: { auth: false }, findOne: { auth: false } },
});
