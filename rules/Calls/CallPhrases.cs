using System.Text.Json;
using BalanceNotifications.Templates;

namespace BalanceNotifications.Calls;

/// <summary>Our own words in one language, from the embedded <c>call-phrases.json</c>, with places to fill.</summary>
internal sealed record CallPhrases(
    string Greeting,
    string Anonymous,
    string NothingToDo,
    string Menu,
    string Number,
    string Closing,
    string Goodbye,
    string Stopped,
    string Machine,
    string MachineAskFor)
{
    private static readonly JsonSerializerOptions Strict = new(JsonSerializerOptions.Web)
    {
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
    };

    private static readonly Dictionary<string, CallPhrases> Languages = Read();

    /// <summary>The languages that have them, English first.</summary>
    public static IReadOnlyCollection<string> Offered => Languages.Keys;

    /// <param name="language">One of <see cref="Offered"/>.</param>
    public static CallPhrases In(string language) => Languages[language];

    /// <summary>The one of <see cref="Offered"/> that a reader gets: the same language, or English.</summary>
    public static string LanguageFor(string reader) => LanguageChoice.Of(reader, Offered);

    private static Dictionary<string, CallPhrases> Read()
    {
        using var resource = typeof(CallPhrases).Assembly.GetManifestResourceStream("call-phrases.json")!;
        return JsonSerializer.Deserialize<Dictionary<string, CallPhrases>>(resource, Strict)!;
    }
}
