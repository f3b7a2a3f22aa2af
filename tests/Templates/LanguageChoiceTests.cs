namespace BalanceNotifications.Templates;

public sealed class LanguageChoiceTests
{
    [Theory]
    [InlineData("es", "es")]
    [InlineData("ES", "es")]
    [InlineData("es-MX", "es")]
    [InlineData("pt-BR", "pt-BR")]
    [InlineData("pt-PT", "pt-BR")]
    [InlineData("pt", "pt-BR")]
    [InlineData("zh-Hant-TW", "zh-Hant")]
    [InlineData("zh-Hans", "zh-Hant")]
    [InlineData("en-GB", "en")]
    [InlineData("vi", "en")]
    [InlineData(null, "en")]
    public void A_reader_gets_the_nearest_language_and_else_the_templates_own(string? wanted, string chosen) =>
        Assert.Equal(chosen, LanguageChoice.Of(wanted, ["en", "es", "pt-BR", "zh-Hant"]));
}
