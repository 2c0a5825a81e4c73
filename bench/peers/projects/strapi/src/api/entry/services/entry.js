module.exports = require("@strapi/strapi").factories.createCoreService("api::entry.entry");
