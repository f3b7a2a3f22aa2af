namespace BalanceNotifications.Contact;

/// <summary>Addresses as lists show them: enough to recognise, too little to use.</summary>
public static class Mask
{
    /// <summary><c>ann@home.example</c> becomes <c>a••@home.example</c>, however long the name is.</summary>
    public static string Email(string address)
    {
        var at = address.LastIndexOf('@');
        return at < 1 ? "•••" : $"{address[0]}••{address[at..]}";
    }

    /// <summary><c>+13125550123</c> becomes <c>•••-•••-0123</c>.</summary>
    public static string Phone(string number) => number.Length < 8 ? "•••" : $"•••-•••-{number[^4..]}";

    public static string Of(Channel channel, string address) => channel switch
    {
        Channel.Email => Email(address),
        Channel.Text or Channel.Voice => Phone(address),
    };
}
