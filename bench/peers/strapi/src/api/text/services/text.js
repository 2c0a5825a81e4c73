module.exports = require("@strapi/strapi").factories.createCoreService("api::text.text");
