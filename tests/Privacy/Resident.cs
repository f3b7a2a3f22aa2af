namespace BalanceNotifications.Privacy;

/// <summary>An invented guarantor, nothing of whom is like anything that a log might say of itself.</summary>
internal sealed record Resident(string First, string Last, string Email, string Phone, string Account)
{
    private static readonly string[] Firsts = ["Zenobia", "Quillon", "Ysolde", "Thaddeus", "Wilhelmina", "Xanthippe", "Barnabas", "Ottoline", "Peregrine", "Hyacinth"];

    private static int Made;

    public static Resident Make()
    {
        var number = Interlocked.Increment(ref Made);
        var first = Firsts[number % Firsts.Length];
        return new(
            $"{first}xq{number}", $"Vandersnoot{number}", $"{first.ToLowerInvariant()}.vq{number}@snoot{number}.example",
            $"+1312555{7100 + number}", $"GX-{88_000 + number}-QV");
    }

    /// <summary>The body of a PUT of the account.</summary>
    public object Body => new
    {
        guarantor = new { firstName = First, lastName = Last },
        email = Email,
        phone = Phone,
        address = new { state = "IL", postalCode = "60601" },
        timeZone = "America/Chicago",
    };

    /// <summary>What must be nowhere.</summary>
    public IEnumerable<string> Needles =>
    [
        First, Last, Email, Email.Split('@')[0], Email.Split('@')[1], Phone, Phone[2..],
        $"({Phone[2..5]}) {Phone[5..8]}-{Phone[8..]}", Uri.EscapeDataString(Phone), Uri.EscapeDataString(Email), Account,
    ];
}
