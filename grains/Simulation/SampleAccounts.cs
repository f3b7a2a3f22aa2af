using BalanceNotifications.Accounts;

namespace BalanceNotifications.Simulation;

/// <summary>Invents accounts such as a practice has: the same seed and number, the same account.</summary>
internal static class SampleAccounts
{
    private static readonly string[] FirstNames = ["Ann", "Ben", "Carla", "David", "Elena", "Frank", "Grace", "Hugo"];
    private static readonly string[] LastNames = ["Lee", "Novak", "Ortiz", "Park", "Quinn", "Reyes", "Stone", "Tran"];

    // One in each zone a practice meets, and towns whose area code lies in another.
    private static readonly (string PostalCode, string AreaCode)[] Places =
    [
        ("60601", "312"), ("60614", "773"), ("53202", "414"), ("46204", "317"), ("10001", "212"), ("02108", "617"),
        ("33101", "305"), ("80202", "303"), ("85003", "602"), ("94103", "415"), ("98101", "206"), ("60601", "212"),
        ("99501", "907"), ("96813", "808"),
    ];

    public static Random ChanceOf(int seed, int number) => new(unchecked((seed * 1_000_003) + number));

    /// <param name="chance">The account's own; what is drawn after this is who pays.</param>
    public static SaveAccount Make(int number, Random chance, DateTimeOffset now)
    {
        var place = Places[chance.Next(Places.Length)];
        var details = new AccountDetails(
            FirstNames[chance.Next(FirstNames.Length)],
            LastNames[chance.Next(LastNames.Length)],
            Language: Likely(12) ? "es" : "en",
            Email: Likely(88) ? $"guarantor-{number}@home.example" : null,
            Phone: Likely(85) ? $"+1{place.AreaCode}55501{chance.Next(100):00}" : null,
            PostalCode: place.PostalCode,
            Card: Likely(15) ? new("visa", $"{chance.Next(10_000):0000}", null) : null);
        var switches = new SwitchPatch(
            Paperless: Switch(55), Email: Switch(80), Text: Switch(65), Voice: Switch(10));
        var consent = Likely(75) ? new Evidence(now.AddDays(-90), "intake form", "") : null;

        // Most owe little, a few a lot, some less than it costs to ask for.
        var owed = new Money((long)Math.Round(100 * Math.Exp(chance.NextDouble() * 7.3)));
        return new SaveAccount(
            $"sample-{number}", details, AccountFields.All, switches, consent, new(owed, now), null, "simulation");

        bool Likely(int percent) => chance.Next(100) < percent;

        SwitchState Switch(int percentIn) =>
            Likely(percentIn) ? SwitchState.OptedIn
            : Likely(5) ? SwitchState.ErroredOut
            : SwitchState.OptedOut;
    }
}
